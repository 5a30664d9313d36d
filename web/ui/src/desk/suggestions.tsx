import { Text } from "@mantine/core";
import classes from "./suggestions.module.css";

export interface Suggestion {
  id: number;
  name: string;
  text: string;
}

interface Props {
  id: string;
  label: string;
  none: string;
  suggestions: Suggestion[];
  chosen: number;
  onChoose: (index: number) => void;
}

export function optionId(list: string, index: number): string {
  return `${list}-${String(index)}`;
}

/** What fits that which is being typed, above the place where one writes. */
export function Suggestions({ id, label, none, suggestions, chosen, onChoose }: Props) {
  if (suggestions.length === 0)
    return (
      <div className={classes.list}>
        <Text size="sm" c="dimmed" p={8}>
          {none}
        </Text>
      </div>
    );
  return (
    <ul className={classes.list} id={id} role="listbox" aria-label={label}>
      {suggestions.map((suggestion, index) => (
        <li
          key={suggestion.id}
          id={optionId(id, index)}
          role="option"
          aria-selected={index === chosen}
          className={classes.option}
          // The field keeps its focus and its place.
          onMouseDown={(event) => {
            event.preventDefault();
            onChoose(index);
          }}
        >
          <span className={classes.name}>{suggestion.name}</span>
          <span className={classes.text}>{suggestion.text}</span>
        </li>
      ))}
    </ul>
  );
}
