// Package docs_test holds what needs no browser: that the documents and the release are as they say, and how the package is built.
package docs_test

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wsclose/wsclose/e2e/samples"
)

const recipesFile = "js/RECIPES.md"

// A runner says which test runs some samples of a document: those of a section, or, without one, all in a language.
type runner struct {
	document, section, language string
	test                        string
	// by is what the test knows the sample by, and stands in both; "": the section's name.
	by string
	// samples is how many of a section it runs; 0: one.
	samples int
}

// runners are for every sample that is no shell's; js/README.ja.md has those of js/README.md.
var runners = []runner{
	{document: "README.md", section: "wsclose", test: "TestTheReadmesExampleRuns"},
	{document: "README.md", section: "What follows a close", test: "TestTheReadmesRuleFor1000Retries"},
	{document: "README.md", section: "When a server goes down", test: "TestTheReadmesHerdIsWhatTheCommandPrints", by: "$ go run ./e2e/cmd/wsclose "},
	{document: "README.md", section: "The command line", test: "TestTheReadmesProbePrintsThat"},
	{document: "README.md", language: "go", test: "TestTheReadmeShowsThese", by: "```go"},
	{document: "js/README.md", section: "wsclose", test: "TestTheReadmesExampleRuns"},
	{document: "js/README.md", language: "html", test: "TestTheReadmesPagesConnect", by: "html"},
	{document: "js/README.md", section: "What follows a close", test: "TestTheReadmesRuleFor1000Retries"},
	{document: "js/README.md", section: "Options", test: "TestTheReadmesProviderRuns"},
	{document: "js/README.md", section: "In the browser's place", test: "TestTheReadmesInstallRuns"},
	{document: "js/README.md", section: "From reconnecting-websocket", test: "TestTheReadmesReconnectingWebSocketRuns"},
	{document: "js/README.md", section: "In your unit tests", test: "README.md's example of a unit test runs as it stands there", by: `"wsclose/testing"`},
	{document: recipesFile, section: "Token refresh", test: "TestTheRecipeForTokensRenewsWhatIsOld"},
	{document: recipesFile, section: "Logout", test: "TestTheRecipeForLogoutLetsMessagesLeave", by: "logout"},
	{document: recipesFile, section: "Logout", test: "TestTheRecipeForLogoutServesAPageThatIsLeft", by: "sendBeacon"},
	{document: recipesFile, section: "React", test: "TestAComponentHasOneSocketForAsLongAsItIsMounted"},
	{document: recipesFile, section: "Vue", test: "TestAComponentHasOneSocketForAsLongAsItIsMounted"},
	{document: recipesFile, section: "Sentry", test: "TestSentryHearsOfUnexpectedClosesAndOfWhatWasBefore"},
	{document: recipesFile, section: "OpenTelemetry", test: "TestOpenTelemetryHasASpanForEachConnectionAndCountsCloses"},
	{document: recipesFile, section: "Rollout", test: "TestTheRecipeForARolloutFollowsItsFile"},
	{document: recipesFile, section: "From reconnecting-websocket", language: "sh", test: "TestTheOldImportOfADependencyGivesTheNewClass"},
	{document: recipesFile, section: "From reconnecting-websocket", language: "js", test: "TestTheRecipeForReconnectingWebSocketAlwaysComesBack"},
	{document: recipesFile, section: "Under another client", test: "TestGraphQLSubscribesAgainAfterEachClose"},
	{document: recipesFile, section: "Under graphql-ws", test: "TestGraphQLSubscribesAgainAfterEachClose"},
	{document: recipesFile, section: "Under MQTT.js", test: "TestMQTTSubscribesAgainAndPublishesWhatWaited"},
	{document: recipesFile, section: "Under Socket.IO", test: "TestSocketIOConnectsAgainAndEmitsWhatWaited", samples: 2},
	{document: recipesFile, section: "Under y-websocket", test: "TestYWebsocketSynchronisesAgainAfterEachClose"},
}

// of tells whether a sample is among those that r is for.
func (r runner) of(document string, s samples.Sample) bool {
	return r.document == document && (r.section == "" || r.section == s.Section) && (r.language == "" || r.language == s.Language) &&
		(r.by == "" || strings.Contains("```"+s.Language+"\n"+s.Text, r.by))
}

// Every sample that a user may copy is run by a test, or is a shell's command that is there.
func TestEverySampleIsRunByATest(t *testing.T) {
	tests := testsOf(t)
	used := make([]int, len(runners))
	for _, document := range []string{"README.md", "js/README.md", recipesFile} {
		all, err := samples.Read(filepath.Join("../..", document))
		require.NoError(t, err)
		require.NotEmpty(t, all)
		for _, s := range all {
			of := -1
			for i, r := range runners {
				if r.of(document, s) {
					of = i
					used[i]++
				}
			}
			switch {
			case of >= 0:
				assert.Contains(t, tests[runners[of].test], cmp.Or(runners[of].by, `"`+s.Section+`"`), "%s doesn't run sample %d of %s, %q", runners[of].test, s.Number, document, s.Section)
			case s.Language == "sh":
				for command := range strings.Lines(s.Text) {
					assert.NoError(t, checkCommand(command), "%s, %q", document, s.Section)
				}
			default:
				t.Errorf("no test runs sample %d of %s, %q: write one and put it into runners", s.Number, document, s.Section)
			}
		}
	}
	for i, r := range runners {
		if r.section == "" {
			assert.Positive(t, used[i], "%s has no sample for %s", r.document, r.test)
		} else {
			assert.Equal(t, max(1, r.samples), used[i], "samples of %s, %q, for %s", r.document, r.section, r.test)
		}
	}
}

// beginsTest is the line that a test begins with, in Go and in TypeScript.
var beginsTest = regexp.MustCompile(`(?m)^(?:func (Test\w+)\(|test\("([^"]+)")`)

// testsOf are the sources of the repository's tests, by their names.
func testsOf(t *testing.T) map[string]string {
	t.Helper()
	tests := map[string]string{}
	for _, folder := range []string{"..", "../../js/test"} {
		require.NoError(t, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.Name() == "node_modules":
				return fs.SkipDir
			case !strings.HasSuffix(path, "_test.go") && !strings.HasSuffix(path, ".test.ts"):
				return nil
			}
			source, err := os.ReadFile(path)
			for _, at := range beginsTest.FindAllSubmatchIndex(source, -1) {
				name := string(source[max(at[2], at[4]):max(at[3], at[5])])
				body, _, _ := strings.Cut(string(source[at[0]:]), "\n}")
				tests[name] = body
			}
			return err
		}))
	}
	return tests
}

// A missingError is a command in a document that can't be given.
type missingError struct{ command, missing string }

func (e missingError) Error() string { return "`" + e.command + "`: there is no " + e.missing }

// checkCommand checks that what a command names is there.
func checkCommand(line string) error {
	line, _, _ = strings.Cut(strings.TrimSpace(line), " #")
	words := strings.Fields(line)
	if len(words) < 2 {
		return missingError{line, "check for it"}
	}
	switch target := words[len(words)-1]; {
	case words[0] == "make":
		for _, file := range []string{"../../Makefile", "../../js/package.mk"} {
			rules, err := os.ReadFile(file)
			if err == nil && slices.ContainsFunc(strings.Split(string(rules), "\n"), func(rule string) bool { return strings.HasPrefix(rule, target+":") }) {
				return nil
			}
		}
		return missingError{line, "target " + target}
	case strings.HasPrefix(line, "npm install "):
		manifest, err := os.ReadFile("../../js/package.json")
		if err == nil && strings.Contains(string(manifest), `"name": "`+target+`"`) {
			return nil
		}
		return missingError{line, "package " + target}
	case strings.HasPrefix(line, "go run ./"):
		if _, err := os.Stat(filepath.Join("../..", words[2])); err == nil {
			return nil
		}
		return missingError{line, "command " + words[2]}
	case words[0] == "cp" && len(words) == 3: // out of the package
		file, found := strings.CutPrefix(words[1], "node_modules/wsclose/")
		if _, err := os.Stat(filepath.Join("../../js", file)); found && err == nil {
			return nil
		}
		return missingError{line, "file " + words[1]}
	}
	return missingError{line, "check for it"}
}

func TestACommandThatIsNotThereIsFound(t *testing.T) {
	for _, command := range []string{
		"make demo   # drives Chromium", "make build", "npm install wsclose", "go run ./e2e/cmd/wsclose serve",
		"cp node_modules/wsclose/dist/wsclose.wasm dist/",
	} {
		assert.NoError(t, checkCommand(command))
	}
	for command, missing := range map[string]string{
		"make dem": "target dem", "npm install wsclos": "package wsclos", "go run ./e2e/cmd/wscloser serve": "command ./e2e/cmd/wscloser",
		"cp node_modules/wsclose/wsclose.wasm dist/": "file node_modules/wsclose/wsclose.wasm", "cp a b": "file a", "ls -l": "check for it",
	} {
		assert.Equal(t, missingError{command, missing}, checkCommand(command))
	}
}
