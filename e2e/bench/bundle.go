package main

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
)

// subjects are what pages run over a contestant; these alone only over builds of wsclose.
var (
	subjects       = []string{"bench", "cold"}
	subjectsOfCore = []string{"decide", "start"}
)

// bundle makes each contestant's modules in a folder of its name, as a page's own build does.
func bundle(ctx context.Context, dir string, all []contestant) error {
	if err := os.CopyFS(dir, modules); err != nil {
		return err
	}
	for _, c := range all {
		if err := bundleOne(ctx, dir, c); err != nil {
			return fmt.Errorf("bundling %s (make bench builds what it needs): %w", c.name, err)
		}
	}
	return nil
}

func bundleOne(ctx context.Context, dir string, c contestant) error {
	sources, out := filepath.Join(dir, "page"), filepath.Join(dir, c.name)
	packages, err := filepath.Abs("e2e/compare/node_modules")
	if err != nil {
		return err
	}
	args := []string{
		"tool", "esbuild", "--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning",
		"--alias:contestant=" + filepath.Join(sources, c.module+".js"), "--external:node:*", "--outdir=" + out,
	}
	entries := subjects
	if c.isBuild() {
		index, err := filepath.Abs(filepath.Join(c.dist, "index.js"))
		if err != nil {
			return err
		}
		args = append(args, "--alias:wsclose="+index)
		entries = append(entries[:len(entries):len(entries)], subjectsOfCore...)
	}
	for _, entry := range entries {
		args = append(args, filepath.Join(sources, entry+".js"))
	}
	build := exec.CommandContext(ctx, "go", args...)
	build.Env = append(os.Environ(), "NODE_PATH="+packages)
	if output, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, output)
	}
	for _, entry := range entries {
		if err := compress(filepath.Join(out, entry+".js")); err != nil {
			return err
		}
	}
	if !c.isBuild() {
		return nil
	}
	core, err := os.ReadFile(filepath.Join(c.dist, "wsclose.wasm"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // it is inside
	}
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "wsclose.wasm"), core, 0o644)
}

// compress puts a file's gzip beside it.
func compress(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	file, err := os.Create(path + ".gz")
	if err != nil {
		return err
	}
	w, err := gzip.NewWriterLevel(file, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	return errors.Join(w.Close(), file.Close())
}
