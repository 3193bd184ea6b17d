import { Feed } from "./feed";

export default function Page() {
  return <Feed />;
}
