// Cuts what the page needs out of the OpenAPI document: for each resource its operations, the fields of its forms and the
// filters of its list. A new field or resource of the contract gets into the page by a rebuild, without a change of code.

const METHODS = ["get", "post", "put", "patch", "delete"];

/** Operations with a form of their own: what they take is no record. */
const OWN_FORMS = ["replace_parties", "create_account", "create_token"];

/** The contract of the page, from the OpenAPI document. */
export function cut(openapi) {
  const enums = {};
  const context = { schemas: openapi.components.schemas, enums };
  const operations = {};
  for (const [path, item] of Object.entries(openapi.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation) operations[operation.operationId] = cutOperation(path, method, operation);
    }
  }
  const resources = Object.keys(openapi.paths)
    .map((path) => cutResource(path, openapi, context))
    .filter(Boolean);
  return { operations, resources, bodies: cutBodies(openapi, context), enums, vocabularies: cutVocabularies(openapi.components.schemas) };
}

/** The fields of the forms that are no record's, by the name of the operation. */
function cutBodies(openapi, context) {
  const bodies = {};
  for (const item of Object.values(openapi.paths)) {
    for (const { operationId, requestBody } of METHODS.map((method) => item[method]).filter(Boolean)) {
      if (OWN_FORMS.includes(operationId)) bodies[operationId] = cutFields(inputOf(requestBody, context.schemas), context);
    }
  }
  return bodies;
}

function inputOf(requestBody, schemas) {
  return resolve(requestBody.content["application/json"].schema, schemas);
}

/** The labels of codes that answers hold: wherever a property names its vocabulary and the codes known today. */
function cutVocabularies(schemas) {
  const vocabularies = {};
  for (const { properties = {} } of Object.values(schemas)) {
    for (const property of Object.values(properties)) {
      const described = [property, property.items ?? {}].find((schema) => schema["x-enum-labels"] && schema["x-extensible-enum"]);
      const name = property["x-vocabulary"] ?? described?.["x-vocabulary"];
      if (name && described) vocabularies[name] ??= described["x-enum-labels"];
    }
  }
  return vocabularies;
}

function cutOperation(path, method, operation) {
  return {
    path,
    method,
    zh: operation["x-label-zh"],
    en: operation["x-label-en"],
    permission: operation["x-required-permission"] ?? null,
  };
}

/** A resource is a path with a form: what POST takes there has fields of its own, and one record is read below it. */
function cutResource(path, openapi, context) {
  const name = path.match(/^\/api\/v1\/([a-z-]+)$/)?.[1];
  const create = openapi.paths[path].post;
  const one = openapi.paths[`${path}/{id}`];
  if (!name || !create || !one?.patch || !openapi.paths[path].get) return null;
  const input = inputOf(create.requestBody, context.schemas);
  const list = openapi.paths[path].get;
  return {
    name,
    zh: list["x-label-zh"].replace(/列表$/, ""),
    en: list["x-label-en"].replace(/^List (the )?/, ""),
    create: create.operationId,
    list: list.operationId,
    patch: one.patch.operationId,
    void: one.delete?.operationId ?? null,
    restore: openapi.paths[`${path}/{id}:restore`]?.post?.operationId ?? null,
    history: openapi.paths[`${path}/{id}/history`]?.get?.operationId ?? null,
    example: input.example ?? null,
    fields: cutFields(input, context),
    filters: list.parameters
      .filter((parameter) => parameter.in === "query")
      .map((parameter) =>
        cutField(parameter.name, { ...parameter.schema, ...labels(parameter), description: parameter.description }, context),
      ),
  };
}

function labels(parameter) {
  return Object.fromEntries(Object.entries(parameter).filter(([key]) => key.startsWith("x-")));
}

function resolve(schema, schemas) {
  return schema.$ref ? schemas[schema.$ref.split("/").pop()] : schema;
}

/** Takes the one schema out of `oneOf: [schema, null]`, and what stands beside a reference before what it refers to. */
function flatten(schema, schemas) {
  const variants = schema.oneOf ?? schema.anyOf;
  const nullable = variants?.some((variant) => variant.type === "null") || [].concat(schema.type ?? []).includes("null");
  const inner = variants?.find((variant) => variant.type !== "null");
  const base = inner ? resolve(inner, schemas) : resolve(schema, schemas);
  const named = (inner ?? schema).$ref?.split("/").pop() ?? null;
  return { flat: { ...base, ...schema, type: [].concat(base.type ?? []).find((type) => type !== "null") }, nullable, named };
}

function cutFields(schema, context) {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {})
    .map(([name, property]) => ({ ...cutField(name, property, context), ...(required.has(name) && { required: true }) }))
    .sort((a, b) => (a.order ?? 999) - (b.order ?? 999));
}

function cutField(name, property, context) {
  const { flat, nullable, named } = flatten(property, context.schemas);
  const items = flat.type === "array" ? flatten(flat.items ?? {}, context.schemas) : null;
  const leaf = items?.flat ?? flat;
  const kind = kindOf(flat, leaf, items);
  const field = {
    name,
    kind,
    zh: flat["x-label-zh"] ?? name,
    en: flat["x-label-en"] ?? name,
    help: flat.description,
    nullable,
    readOnly: flat.readOnly,
    order: flat["x-order"],
    group: flat["x-group"],
    unit: flat["x-unit"],
    when: flat["x-when"],
    vocabulary: flat["x-vocabulary"] ?? leaf["x-vocabulary"],
    reference: flat["x-reference"] ?? leaf["x-reference"],
    screened: flat["x-screened"],
    multiline: kind === "text" && (flat["x-multiline"] || leaf.maxLength > 200) ? true : undefined,
    maxLength: kind === "text" ? leaf.maxLength : undefined,
    minimum: leaf.minimum,
    maximum: leaf.maximum,
    default: flat.default,
    maxItems: flat.maxItems,
  };
  if (kind === "choice" || kind === "choices") {
    field.codes = nameOfEnum(items?.named ?? named, name, leaf, context.enums);
  }
  if (kind === "rows") field.fields = cutFields(items.flat, context);
  if (kind === "object") field.fields = cutFields(flat, context);
  return prune(field);
}

/** What a form draws for a field. */
function kindOf(flat, leaf, items) {
  const reference = flat["x-reference"] ?? leaf["x-reference"];
  if (items) {
    if (items.flat.properties) return "rows";
    if (items.flat.enum) return "choices";
    if (reference) return "references";
    if (flat["x-vocabulary"] ?? leaf["x-vocabulary"]) return "terms";
    return items.flat.type === "string" ? "texts" : "json";
  }
  if (flat.enum) return "choice";
  if (reference) return "reference";
  if (flat.properties) return "object";
  if (flat["x-vocabulary"] && flat.type === "string") return "term";
  if (flat.type === "boolean") return "boolean";
  if (flat.type === "integer") return "integer";
  if (flat.type !== "string") return "json";
  if (flat.format === "date") return "date";
  if (flat.format === "date-time") return "instant";
  if (flat.format === "uuid") return "id";
  if (flat.format === "decimal" || flat.format === "money") return "decimal";
  return "text";
}

/** Puts the codes of an enumeration in one place, under the name of its schema or of the field. */
function nameOfEnum(schemaName, fieldName, leaf, enums) {
  const labelled = new Map((leaf["x-enum-labels"] ?? []).map((label) => [label.code, label]));
  const codes = leaf.enum.filter((code) => code !== null).map((code) => labelled.get(code) ?? { code, zh: code, en: code });
  let name = schemaName ?? fieldName;
  while (enums[name] && JSON.stringify(enums[name]) !== JSON.stringify(codes)) name += "_";
  enums[name] = codes;
  return name;
}

function prune(object) {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && value !== null && value !== false));
}
