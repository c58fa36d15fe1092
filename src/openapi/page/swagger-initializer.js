// How the page shows the contract. Records are entered with it as well: what a person must decide is never filled in, and
// what takes a record out of the figures is asked about once more.
"use strict";

const READS = ["get", "head", "options"];

const ASK = [
  [/^DELETE$/, /./, "确定作废或撤销？\nVoid or revoke it?"],
  [/^POST$/, /:redact$/, "遮盖后无法恢复，确定？\nWhat is redacted cannot be restored. Redact it?"],
];

/** The contract as the page shows it. */
function forPeople(contract) {
  const schemas = contract.components.schemas;
  for (const item of Object.values(contract.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (READS.includes(method)) continue;
      operation.parameters = reasonInQuery(operation.parameters ?? []);
      operation.parameters.forEach(describeExample);
      if (operation.requestBody) blank(operation.requestBody, schemas);
    }
  }
  return contract;
}

/** A header takes no Chinese in a browser, a query does: where there are both, the page has the query. */
function reasonInQuery(parameters) {
  const query = parameters.find((parameter) => parameter.in === "query" && parameter.name === "reason");
  const header = parameters.find((parameter) => parameter.in === "header" && parameter.name === "X-Change-Reason");
  if (!query || !header) return parameters;
  query.required = header.required || header.schema.minLength > 0;
  return parameters.filter((parameter) => parameter !== header);
}

/** An example that the page would fill in is told instead. */
function describeExample(parameter) {
  const example = parameter.example ?? parameter.schema?.example;
  delete parameter.example;
  delete parameter.schema?.example;
  if (example !== undefined) parameter.description = `${parameter.description ?? ""}\n\n示例 Example: \`${example}\``;
}

/** A body to be filled in; what one looks like is told beside it. */
function blank(body, schemas) {
  for (const media of Object.values(body.content)) {
    const example = media.example ?? Object.values(media.examples ?? {})[0]?.value;
    if (example !== undefined) {
      body.description = `${body.description ?? ""}\n\n示例 Example:\n\n\`\`\`json\n${JSON.stringify(example, null, 2)}\n\`\`\``;
    }
    delete media.examples;
    media.example = blankOf(media.schema, schemas);
  }
}

function resolved(schema, schemas) {
  return schema.$ref ? schemas[schema.$ref.split("/").pop()] : schema;
}

/** The fields that are required, with nothing in them. */
function blankOf(schema, schemas) {
  const { type, required = [], properties = {} } = resolved(schema, schemas);
  if (type === "string") return "";
  if (type === "array") return [];
  if (type !== "object") return null;
  const fields = required.filter((name) => !properties[name]?.readOnly);
  return Object.fromEntries(fields.map((name) => [name, blankOf(properties[name], schemas)]));
}

/** Asks before "Execute" does what a press too many must not do. */
function ask(click) {
  const block = click.target.closest("button.execute")?.closest(".opblock");
  if (!block) return;
  const method = block.querySelector(".opblock-summary-method").textContent.trim();
  const path = block.querySelector(".opblock-summary-path").dataset.path;
  const question = ASK.find(([methods, paths]) => methods.test(method) && paths.test(path));
  if (question && !window.confirm(question[2])) click.stopImmediatePropagation();
}

/** Tags are found by their Chinese names, too. */
function opsFilter(tagged, phrase) {
  return tagged.filter((tag, name) => `${name} ${tag.getIn(["tagDetails", "description"])}`.includes(phrase));
}

document.addEventListener("click", ask, { capture: true });
window.addEventListener("load", () => {
  window.ui = SwaggerUIBundle({
    url: "../api/v1/openapi.json",
    dom_id: "#swagger-ui",
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: 0,
    filter: true,
    showExtensions: true,
    // No word to a validator on the internet; and a token is forgotten with its tab.
    validatorUrl: "none",
    persistAuthorization: false,
    presets: [SwaggerUIBundle.presets.apis],
    plugins: [
      () => ({
        fn: { opsFilter },
        statePlugins: {
          spec: { wrapActions: { updateJsonSpec: (update) => (contract) => update(forPeople(contract)) } },
        },
      }),
    ],
  });
});
