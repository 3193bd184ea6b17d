package chrome

import (
	"context"
	"encoding/json"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/memory"
	"github.com/chromedp/cdproto/runtime"
)

// Memory is what a page holds after its garbage was collected.
type Memory struct {
	Heap      float64 // bytes of JavaScript heap in use
	Listeners int64
}

// Collect collects the page's garbage and tells what is left.
func (t *Tab) Collect(ctx context.Context) (Memory, error) {
	for range 3 { // a collection frees what the one before has made unreachable
		if _, err := Call(ctx, t, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
			return Memory{}, err
		}
	}
	heap, err := Call(ctx, t, runtime.GetHeapUsage, cdp.Empty{})
	if err != nil {
		return Memory{}, err
	}
	counters, err := Call(ctx, t, memory.GetDOMCounters, cdp.Empty{})
	if err != nil {
		return Memory{}, err
	}
	return Memory{Heap: heap.UsedSize, Listeners: counters.JsEventListeners}, nil
}

// Alive counts the objects that have this prototype, an expression, by the garbage collector's own lights.
func (t *Tab) Alive(ctx context.Context, prototype string) (int, error) {
	found, err := Call(ctx, t, runtime.Evaluate, runtime.EvaluateParams{Expression: prototype})
	if err != nil {
		return 0, err
	}
	objects, err := Call(ctx, t, runtime.QueryObjects, runtime.QueryObjectsParams{PrototypeObjectID: found.Result.ObjectID})
	if err != nil {
		return 0, err
	}
	byValue, count := true, 0
	length, err := Call(ctx, t, runtime.CallFunctionOn, runtime.CallFunctionOnParams{
		ObjectID: objects.Objects.ObjectID, FunctionDeclaration: "function () { return this.length; }", ReturnByValue: &byValue,
	})
	if err != nil {
		return 0, err
	}
	if err := json.Unmarshal(length.Result.Value, &count); err != nil {
		return 0, err
	}
	_, err = Call(ctx, t, runtime.ReleaseObject, runtime.ReleaseObjectParams{ObjectID: objects.Objects.ObjectID})
	return count, err
}
