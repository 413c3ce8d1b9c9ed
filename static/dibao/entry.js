/* Sex and birth as an ID number says them, or that its last place is wrong, beside it while it is typed, and the
   members' names for the fields that name one. The server says the same after each sending. */
(() => {
  "use strict";
  const plain = (text) => text.normalize("NFKC").replace(/\s/g, "").toUpperCase();
  const born = (number) => {
    const [, year, month, day] = /^\d{6}(\d{4})(\d\d)(\d\d)\d{3}[\dX]$/.exec(number) ?? [];
    const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
    return year && !Number.isNaN(date.valueOf()) && date.getUTCDate() === Number(day) ? `${year}-${month}-${day}` : "";
  };
  // GB 11643: the last place checks the seventeen before it.
  const checks = (number) => "10X98765432"[[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    .reduce((sum, weight, place) => sum + weight * Number(number[place]), 0) % 11] === number[17];

  document.addEventListener("input", ({ target }) => {
    const says = target.parentElement?.querySelector("[data-says]");
    if (!says || !target.matches("input")) return;
    const number = plain(target.value);
    const birth = born(number);
    const words = `${Number(number[16]) % 2 ? says.dataset.male : says.dataset.female} ${birth}`;
    const isWrong = birth && !checks(number);
    says.value = isWrong ? says.dataset.wrong : birth && words;
    says.classList.toggle("tone-bad", isWrong);
  });

  const names = document.querySelector("[data-member-names]");
  const listNames = () => {
    const typed = document.querySelectorAll(`[name^="${names.dataset.memberNames}-"][name$="-name"]`);
    const known = new Set([...typed].map((field) => field.value.trim()).filter(Boolean));
    names.replaceChildren(...[...known].map((name) => Object.assign(document.createElement("option"), { value: name })));
  };
  if (names) document.addEventListener("change", ({ target }) => target.name?.endsWith("-name") && listNames());
})();
