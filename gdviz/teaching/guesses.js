// Guesses and truths in words, as `guesses.py` has them; and how a student writes a number.

import { short } from "../live/numbers.js";

export const EMPTY = ["Type a number first, or never.", "Choose one first."];

// A number as a student writes it: { value } as it crosses to Python, or { trouble }, a sentence.
export function read(text, unit = "") {
  let plain = text.trim();
  if (unit && plain.toLowerCase().endsWith(unit.toLowerCase())) plain = plain.slice(0, -unit.length).trim();
  if (plain === "") return { trouble: EMPTY[0] };
  if (/^\+?(never|inf|infinity|∞)\.?$/i.test(plain)) return { value: "inf" };
  if (/^[-−+]?[1-9]\d{0,2}(,\d{3})+$/.test(plain)) {
    const whole = plain.replaceAll(",", "");
    return { trouble: `“${plain}” can be read in two ways. Write ${whole}, or a point instead of the comma.` };
  }
  const number = plain.replace("−", "-").replace(/e−/i, "e-").replace(/^([^.,]*),([^,]*)$/, "$1.$2");
  const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(number) ? Number(number) : NaN;
  if (Math.abs(value) === Infinity) return { trouble: `“${plain}” is too large. Write never, if that is meant.` };
  if (Number.isNaN(value)) return { trouble: `“${plain}” is no number. Write one such as 12, 0.5, −3 or 1e-3, or never.` };
  return { value: value + 0 }; // no −0
}

// The words. The same in `guesses.py`.
export function numberWord(value) {
  if (value === Infinity) return "never";
  const whole = Number.isInteger(value) && Math.abs(value) < 1e6;
  return whole ? `${value < 0 ? "−" : ""}${Math.abs(value)}` : short(value);
}

export function quantity(value, unit) {
  const one = value === 1 && unit.length > 3 && unit.endsWith("s") && !unit.endsWith("ss");
  return [numberWord(value), one ? unit.slice(0, -1) : value === Infinity ? "" : unit].filter(Boolean).join(" ");
}

export function same(guess, truth) {
  return guess === truth || (Number.isFinite(guess + truth) && Math.abs(guess - truth) <= 1e-9 * Math.abs(truth));
}

function twoDigits(ratio) {
  return short(ratio < 10 ? Math.floor(10 * ratio + 0.5) / 10 : Math.floor(ratio + 0.5));
}

export function verdict(guess, truth, unit) {
  if (typeof truth === "string") return guess === truth ? `Right: ${truth}.` : `You said “${guess}”; it was “${truth}”.`;
  const you = quantity(guess, unit), it = quantity(truth, unit), never = [guess, truth].includes(Infinity);
  if (same(guess, truth)) return `Exactly: ${it}.`;
  const said = `You said ${you}; it was${truth === Infinity ? ":" : ""} ${guess === Infinity ? it : numberWord(truth)}`;
  if (never || guess === 0 || truth === 0) return `${said}.`;
  if (guess < 0 !== truth < 0) return `${said}, on the other side of zero.`;
  if (numberWord(guess) === numberWord(truth)) return `Right, to three digits: ${it}.`;
  const more = Math.abs(guess) > Math.abs(truth), ratio = more ? guess / truth : truth / guess;
  if (ratio < 1.095) return `${said}: less than a tenth off.`;
  const whole = Number.isInteger(guess) && Number.isInteger(truth);
  const times = `${twoDigits(ratio)} times as ${truth < 0 ? "far from zero" : unit && whole ? "many" : "large"}`;
  return more ? `${said}: ${times}.` : `${said}, which is ${times}.`;
}

// How far a guess was off, in a word or two; nothing, where that is no number.
export function off(guess, truth, unit) {
  if (guess === truth || (typeof truth !== "string" && same(guess, truth))) return "exactly right";
  const distance = typeof truth === "string" ? NaN : Math.abs(guess - truth);
  return Number.isFinite(distance) ? `${quantity(distance, unit)} off` : "";
}

// What happened, and how far off the guess was: where the guess itself stands further up.
export function answer(guess, truth, unit) {
  const it = typeof truth === "string" ? truth : quantity(truth, unit), was = `It was${truth === Infinity ? ":" : ""} ${it}`;
  if (guess === null) return `${was}.`;
  const far = off(guess, truth, unit), you = typeof guess === "string" ? `“${guess}”` : quantity(guess, unit);
  return far ? `${was}; your guess was ${far}.` : `${was}; you said ${you}.`;
}
