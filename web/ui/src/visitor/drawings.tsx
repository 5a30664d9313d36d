/** @jsxImportSource preact */
/** The shop's wares, drawn with a few plain shapes; their colours are those of the page, light or dark. */

export function Kettle() {
  return (
    <svg viewBox="0 0 240 200" role="presentation">
      <ellipse class="shade" cx="120" cy="176" rx="72" ry="7" />
      <path class="line" d="M84 66C84 26 164 26 164 72" />
      <path class="clay" d="M72 104 40 78l-8 8 42 50z" />
      <path class="clay" d="M82 76h76c18 0 26 22 30 62 2 22-8 34-26 34H78c-18 0-28-12-26-34 4-40 12-62 30-62z" />
      <path class="glow" d="M82 88c-10 6-14 26-16 48-1 12 4 18 10 20-2-26 0-52 6-68z" />
      <path class="dark" d="M92 68h56a6 6 0 0 1 6 8H86a6 6 0 0 1 6-8z" />
      <circle class="dark" cx="120" cy="61" r="8" />
      <path class="dark" d="M70 164h100l4 8a4 4 0 0 1-4 5H70a4 4 0 0 1-4-5z" />
      <path class="steam" d="M30 62c-8-10 6-16 0-28M46 56c-6-8 5-12 0-22" />
    </svg>
  );
}

export function Fridge() {
  return (
    <svg viewBox="0 0 240 200" role="presentation">
      <ellipse class="shade" cx="120" cy="184" rx="62" ry="6" />
      <rect class="dark" x="76" y="176" width="12" height="8" rx="2" />
      <rect class="dark" x="152" y="176" width="12" height="8" rx="2" />
      <rect class="sage" x="68" y="16" width="104" height="162" rx="14" />
      <path class="glow" d="M82 16h8v162h-8a14 14 0 0 1-14-14V30a14 14 0 0 1 14-14z" />
      <path class="seam" d="M68 82h104" />
      <rect class="dark" x="152" y="46" width="6" height="26" rx="3" />
      <rect class="dark" x="152" y="94" width="6" height="36" rx="3" />
      <rect class="sand" x="98" y="32" width="18" height="14" rx="2" transform="rotate(-6 107 39)" />
    </svg>
  );
}

export function Vacuum() {
  return (
    <svg viewBox="0 0 240 200" role="presentation">
      <ellipse class="shade" cx="120" cy="166" rx="92" ry="8" />
      <path class="dark" d="M34 128v14c0 16 38 26 86 26s86-10 86-26v-14z" />
      <ellipse class="clay" cx="120" cy="126" rx="86" ry="32" />
      <ellipse class="glow" cx="104" cy="118" rx="58" ry="17" />
      <path class="sand" d="M92 108v12c0 6 12 10 28 10s28-4 28-10v-12z" />
      <ellipse class="sage" cx="120" cy="108" rx="28" ry="10" />
      <circle class="lamp" cx="120" cy="150" r="3.5" />
      <path class="steam" d="M20 100c-6-8 4-14 0-22M224 96c-6-8 4-14 0-22" />
    </svg>
  );
}

export function Washer() {
  return (
    <svg viewBox="0 0 240 200" role="presentation">
      <ellipse class="shade" cx="120" cy="184" rx="74" ry="6" />
      <rect class="sand" x="54" y="24" width="132" height="156" rx="14" />
      <path class="glow" d="M68 24h10v156H68a14 14 0 0 1-14-14V38a14 14 0 0 1 14-14z" />
      <path class="seam" d="M54 60h132" />
      <circle class="dark" cx="164" cy="42" r="8" />
      <rect class="clay" x="72" y="37" width="34" height="10" rx="5" />
      <circle class="dark" cx="120" cy="118" r="46" />
      <circle class="sage" cx="120" cy="118" r="36" />
      <path class="glow" d="M85 110c12-12 22 8 36 0s22-10 34-2a36 36 0 1 1-70 2z" />
      <circle class="glow" cx="108" cy="98" r="5" />
      <circle class="glow" cx="130" cy="92" r="3" />
    </svg>
  );
}

export const DRAWINGS = [Kettle, Fridge, Vacuum, Washer];
