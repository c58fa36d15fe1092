// On phones: every view and every resource of the region.
import { route } from "../../route.ts";
import { t } from "../../text/language.ts";
import { useRegion } from "../../api/reference.ts";
import { Heading } from "../../widgets/states.tsx";
import { recordsOf, viewsOf } from "../places.ts";
import { year } from "../region.ts";

export function More() {
  const code = route.value.path[1]!;
  const name = useRegion(code)?.name ?? code;
  const lists = [
    { title: t("查看", "Views"), places: viewsOf(code, year.value) },
    { title: t("记录", "Records"), places: recordsOf(code, year.value) },
  ];
  return (
    <>
      <div class="head">
        <Heading name={name}>{name}</Heading>
      </div>
      <div class="cards">
        {lists.map(({ title, places }) => (
          <section key={title} class="card">
            <h2>{title}</h2>
            <ul class="lines">
              {places.map((place) => (
                <li key={place.name}>
                  <a class="grow" href={place.href}>
                    {place.label}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}
