import { expect, test } from "@playwright/test";

const app = new URL("../app/index.html", import.meta.url);

test("asks to sign in when the token has expired", async ({ page, request }) => {
	const { LAB } = process.env;
	const id = crypto.randomUUID();
	const feed = `${LAB}close?code=4401&reason=token+expired&after=1&id=${id}`.replace("http", "ws");
	await page.goto(`${app}?feed=${encodeURIComponent(feed)}`);
	await expect(page.getByRole("status")).toHaveText("Please sign in again.");

	const journal = await request.get(`${LAB}journal?id=${id}&wait=closed`);
	const { connections } = await journal.json();
	expect(connections).toHaveLength(1);
	expect(connections[0].read.frames[0].text).toBe("subscribe");
	expect(connections[0].closeRead).toMatchObject({ code: 4401, reason: "token expired" });
});
