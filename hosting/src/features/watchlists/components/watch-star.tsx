import { ActionIcon } from "@mantine/core";
import { StarIcon } from "../../../lib/ui/icons.js";

type Props = {
  readonly assetId: string;
  readonly isWatched: boolean;
  readonly isReady: boolean;
  readonly onToggle: (assetId: string) => void;
};

/** Puts an asset on the user's list, or takes it off. */
export function WatchStar({ assetId, isWatched, isReady, onToggle }: Props) {
  return (
    <ActionIcon
      variant="subtle"
      color={isWatched ? "yellow" : "gray"}
      aria-label={`Watch ${assetId}`}
      aria-pressed={isWatched}
      disabled={!isReady}
      onClick={() => onToggle(assetId)}
    >
      <StarIcon filled={isWatched} />
    </ActionIcon>
  );
}
