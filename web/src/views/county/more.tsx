// On phones: every view and every resource of the region.
import { route } from "../../route.ts";
import { useRegion } from "../../api/reference.ts";
import { Heading } from "../../widgets/states.tsx";
import { placesOf } from "../places.ts";
import { year } from "../region.ts";

export function More() {
  const code = route.value.path[1]!;
  const name = useRegion(code)?.name ?? code;
  const lists = placesOf(code, year.value);
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
