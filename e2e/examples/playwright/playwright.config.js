import { defineConfig } from "@playwright/test";

export default defineConfig({
	use: { launchOptions: { executablePath: process.env.CHROMIUM || "/usr/bin/chromium" } },
	webServer: {
		command: "go run github.com/wsclose/wsclose/e2e/cmd/wsclose serve", // takes a free port and prints it
		wait: { stdout: /lab +(?<LAB>http:\S+)/ }, // which becomes process.env.LAB
	},
});
