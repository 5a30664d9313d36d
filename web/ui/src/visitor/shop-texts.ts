/** What the demo shop says, in both languages. */
import type { Language } from "./language";

const en = {
  name: "Parsa Home",
  sections: ["Kitchen", "Cleaning", "Laundry", "Cooling"],
  other: "فارسی",
  headline: "Quiet things for a warm home",
  lead: "Kettles, washers and fridges that do their work and are not heard doing it. Delivered in two days, repaired for ten years.",
  look: "See what is new",
  new: "New this season",
  products: [
    { name: "Samovar kettle", about: "1.7 litres, keeps warm for an hour", price: "$79" },
    { name: "Still fridge", about: "33 decibels, 310 litres", price: "$940" },
    { name: "Robot vacuum", about: "Finds its way under the sofa", price: "$329" },
    { name: "Gentle washer", about: "8 kilograms, wool at 20 degrees", price: "$610" },
  ],
  promises: [
    { title: "Delivery in two days", about: "In a window of two hours that you choose." },
    { title: "Back within 60 days", about: "We fetch it. Nothing to pack, nothing to print." },
    { title: "Repaired for ten years", about: "Spare parts for everything that we ever sold." },
  ],
  help: "A question about an order?",
  helpAbout: "Write to us with the button in the corner. If writing takes too long, go on by phone: whoever answers knows already what you wrote.",
  foot: "Parsa Home is a demo shop. Nothing here is for sale.",
};

export type ShopTexts = typeof en;

export const SHOP_TEXTS: Record<Language, ShopTexts> = {
  en,
  fa: {
    name: "پارسا هوم",
    sections: ["آشپزخانه", "نظافت", "شست‌وشو", "سرمایش"],
    other: "English",
    headline: "وسایلی آرام برای خانه‌ای گرم",
    lead: "کتری، لباسشویی و یخچالی که کارشان را بی‌صدا انجام می‌دهند. تحویل دوروزه و ده سال تعمیر.",
    look: "تازه‌ها را ببینید",
    new: "تازه‌های این فصل",
    products: [
      { name: "کتری سماوری", about: "۱٫۷ لیتر، یک ساعت گرم می‌ماند", price: "۷۹ دلار" },
      { name: "یخچال آرام", about: "۳۳ دسی‌بل، ۳۱۰ لیتر", price: "۹۴۰ دلار" },
      { name: "جاروی رباتی", about: "راهش را زیر مبل هم پیدا می‌کند", price: "۳۲۹ دلار" },
      { name: "لباسشویی ملایم", about: "۸ کیلوگرم، پشم در ۲۰ درجه", price: "۶۱۰ دلار" },
    ],
    promises: [
      { title: "تحویل دوروزه", about: "در بازه‌ای دوساعته که خودتان انتخاب می‌کنید." },
      { title: "مرجوعی تا ۶۰ روز", about: "خودمان می‌بریم؛ بدون بسته‌بندی و بدون چاپ برچسب." },
      { title: "ده سال تعمیر", about: "برای هر چه تا امروز فروخته‌ایم قطعه داریم." },
    ],
    help: "پرسشی دربارهٔ سفارش دارید؟",
    helpAbout: "با دکمهٔ گوشهٔ صفحه برای ما بنویسید. اگر نوشتن طولانی شد با تلفن ادامه دهید؛ هر که پاسخ دهد از نوشته‌های شما خبر دارد.",
    foot: "پارسا هوم فروشگاهی نمایشی است و چیزی در آن فروخته نمی‌شود.",
  },
};
