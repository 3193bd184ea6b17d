package chrome

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Void is the result type of an [Eval] whose value doesn't matter.
type Void = chromedp.Void

// An ExceptionError is what page code threw, or rejected with, in an [Eval].
type ExceptionError struct{ Text string }

func (e *ExceptionError) Error() string { return "the page threw: " + e.Text }

// Brief is the exception's name and message, without the stack.
func (e *ExceptionError) Brief() string {
	brief, _, _ := strings.Cut(e.Text, "\n    at ")
	return brief
}

// Eval calls a JavaScript function in the tab's page and returns what it returns, after awaiting it. function is an expression:
// `async (a, b) => …`; args travel as JSON, and so does the result, into T. What the function throws is an [*ExceptionError].
//
// The page's Content Security Policy holds for the code too: by default the protocol would lift it for eval and WebAssembly.
func Eval[T any](ctx context.Context, t *Tab, function string, args ...any) (T, error) {
	var list strings.Builder
	for i, arg := range args {
		encoded, err := json.Marshal(arg)
		if err != nil {
			var zero T
			return zero, fmt.Errorf("argument %d: %w", i, err)
		}
		list.Write(encoded)
		list.WriteByte(',')
	}
	expression := "(async () => (" + function + ")(" + list.String() + "))()"
	value, err := Do(ctx, t, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise, underPolicy))
	if exception := new(chromedp.ExceptionError); errors.As(err, &exception) {
		err = &ExceptionError{Text: exceptionText(exception.ExceptionDetails)}
	}
	return value, err
}

func underPolicy(p *runtime.EvaluateParams) { p.AllowUnsafeEvalBlockedByCSP = new(bool) }

func exceptionText(details *runtime.ExceptionDetails) string {
	if object := details.Exception; object != nil {
		if object.Description != "" {
			return object.Description // the error with its stack
		}
		return details.Text + " " + string(object.Value)
	}
	return details.Text
}

func consoleText(args []*runtime.RemoteObject) string {
	texts := make([]string, 0, len(args))
	for _, arg := range args {
		text := string(arg.Value)
		if unquoted := ""; json.Unmarshal(arg.Value, &unquoted) == nil {
			text = unquoted
		} else if arg.Description != "" {
			text = arg.Description
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, " ")
}
