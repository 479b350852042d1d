/* The words of a page, filled in: as framing.languages.words. */
function wording(texts, language) {
  "use strict";
  function form(number) {
    if (language === "en") return number === 1 ? "one" : "other";
    if (language === "kk") return "other";
    const [last, tens] = [number % 10, number % 100];
    if (last === 1 && tens !== 11) return "one";
    return last >= 2 && last <= 4 && !(tens >= 12 && tens <= 14) ? "few" : "many";
  }
  return (name, values = {}) => {
    const text = typeof texts[name] === "string" ? texts[name] : texts[name][form(values.number)];
    return text.replace(/\{(\w+)\}/g, (place, key) => (key in values ? String(values[key]) : place));
  };
}
