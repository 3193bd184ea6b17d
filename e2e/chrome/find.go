package chrome

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// EnvPath names the environment variable that says which Chromium to start; it goes before every name of [Names].
const EnvPath = "CHROMIUM"

// Names are the programs that [Find] looks for, in this order.
var Names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "headless_shell"}

// macPaths are where macOS keeps what is on no PATH there.
var macPaths = []string{
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
}

// A MissingError says that there is no Chromium to start, and how to get one.
type MissingError struct {
	Tried []string // the names and paths, in the order of the search
	How   string   // the command that installs one, or a hint where no command is known
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("no Chromium found (tried %s); %s, or name one in $%s", strings.Join(e.Tried, ", "), e.How, EnvPath)
}

// Find returns the path of the Chromium to start. Its error is a [*MissingError].
func Find() (string, error) {
	if path := os.Getenv(EnvPath); path != "" {
		found, err := exec.LookPath(path)
		if err != nil {
			return "", &MissingError{Tried: []string{"$" + EnvPath + "=" + path}, How: howToInstall()}
		}
		return found, nil
	}
	tried := append(append([]string{}, Names...), macPaths...)
	for _, name := range tried {
		if found, err := exec.LookPath(name); err == nil {
			return found, nil
		}
	}
	return "", &MissingError{Tried: tried, How: howToInstall()}
}
