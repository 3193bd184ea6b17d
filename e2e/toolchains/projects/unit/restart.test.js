import { ManagedWebSocket } from "wsclose";
import { fakeWorld, loadCore } from "wsclose/testing";

const world = fakeWorld();
beforeAll(() => loadCore());
beforeEach(() => void world.install());
afterEach(() => world.uninstall());

test("a restart is waited out", () => {
  const socket = new ManagedWebSocket("wss://example.com/feed");
  world.peer.accept();
  world.peer.close(1012, "deploy");
  expect(socket.lastClose).toMatchObject({ code: 1012, name: "Service Restart", by: "peer" });
  expect(socket.plan).toMatchObject({ rule: "default:1012", delayMs: 17_500 });
  world.clock.advance(17_500);
  expect(world.peers).toHaveLength(2);
});
