/** The texts of the staff application. English is the measure: TypeScript knows its keys, and a test compares. */
import enCommon from "./en/common.json";
import enCustomers from "./en/customers.json";
import enDesk from "./en/desk.json";
import enFloor from "./en/floor.json";
import enLogin from "./en/login.json";
import faCommon from "./fa/common.json";
import faCustomers from "./fa/customers.json";
import faDesk from "./fa/desk.json";
import faFloor from "./fa/floor.json";
import faLogin from "./fa/login.json";

export const staffTexts = {
  en: { common: enCommon, login: enLogin, desk: enDesk, customers: enCustomers, floor: enFloor },
  fa: { common: faCommon, login: faLogin, desk: faDesk, customers: faCustomers, floor: faFloor },
};
