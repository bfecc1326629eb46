/** The report of a set: made by the server of the document that is sent, which keeps nothing of it, and shown by itself. */
import { element } from "../ui/dom";
import type { Assessment } from "./protocol";

/** A form that opens the report in a window of its own; without a line the browser says that it cannot. */
export function reportForm(assessment: Assessment, url: string, words: string): HTMLFormElement {
  const document = element("input", { type: "hidden", name: "assessment", value: JSON.stringify(assessment) });
  const press = element("button", { type: "submit", class: "coach-button" }, words);
  // Not urlencoded: every quote of the document would take three characters.
  return element("form", { method: "post", action: url, target: "_blank", enctype: "multipart/form-data" }, document, press);
}

/** Puts another document into such a form. */
export function refillReport(form: HTMLFormElement, assessment: Assessment): void {
  const document = form.elements.namedItem("assessment");
  if (document instanceof HTMLInputElement) document.value = JSON.stringify(assessment);
}
