/* Sex and birth as an ID number says them, beside it while it is typed. The server says the same after each sending. */
(() => {
  "use strict";
  const plain = (text) => text.normalize("NFKC").replace(/\s/g, "").toUpperCase();
  const born = (number) => {
    const [, year, month, day] = /^\d{6}(\d{4})(\d\d)(\d\d)\d{3}[\dX]$/.exec(number) ?? [];
    const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
    return year && !Number.isNaN(date.valueOf()) && date.getUTCDate() === Number(day) ? `${year}-${month}-${day}` : "";
  };

  document.addEventListener("input", ({ target }) => {
    const says = target.parentElement?.querySelector("[data-says]");
    if (!says || !target.matches("input")) return;
    const number = plain(target.value);
    const birth = born(number);
    says.value = birth && `${Number(number[16]) % 2 ? says.dataset.male : says.dataset.female} ${birth}`;
  });
})();
