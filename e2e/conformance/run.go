package conformance

import "context"

// Run serves the page for the product in the folder dist, opens it in a browser of its own, and returns what the page found once
// it is done. browser is one of [Names]. A browser that isn't installed is a [*MissingError]. Whatever was started is ended.
func Run(ctx context.Context, browser, dist string) (Result, error) {
	return RunOnly(ctx, browser, dist, "")
}

// RunOnly is [Run] of the assertions that have only in "subject: name".
func RunOnly(ctx context.Context, browser, dist, only string) (Result, error) {
	engine, err := find(browser)
	if err != nil {
		return Result{}, err
	}
	version, err := engine.version(ctx)
	if err != nil {
		return Result{}, err
	}
	site, err := Serve(dist)
	if err != nil {
		return Result{}, err
	}
	defer site.Close()
	opened, err := engine.open(ctx, site.URL(only))
	if err != nil {
		return Result{}, err
	}
	defer opened.close()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		select {
		case err := <-opened.gone:
			cancel(err)
		case <-ctx.Done():
		}
	}()
	result, err := site.Wait(ctx)
	result.Browser, result.Version = browser, version
	return result, err
}
