package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// bench is the harness's own binary, browser that of Chromium.
var bench, browser string

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// run builds the binary and runs the tests. Without a browser they are skipped, unless one is required.
func run(m *testing.M) (int, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
			break
		}
	}
	if browser == "" {
		if os.Getenv("REQUIRE_BROWSER") == "1" {
			return 1, fmt.Errorf("there is no chromium: apt-get install chromium")
		}
		fmt.Fprintln(os.Stderr, "skipped: there is no chromium; REQUIRE_BROWSER=1 makes that a failure")
		return 0, nil
	}
	dir, err := os.MkdirTemp("", "quintet-browser-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	bench = filepath.Join(dir, "bench")
	build := exec.Command("go", "build", "-o", bench, "./bench")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		return 1, fmt.Errorf("build bench: %w\n%s", err, out)
	}
	return m.Run(), nil
}

// open starts a browser of the size of a window and returns its context. Scripts that fail and what the policy of content refuses fail the test.
func open(t testing.TB, width, height int, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser), chromedp.WindowSize(width, height), chromedp.UserDataDir(t.TempDir()), chromedp.WSURLReadTimeout(patience))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // root has no other way
	}
	allocator, end := chromedp.NewExecAllocator(t.Context(), append(options, more...)...)
	t.Cleanup(end)
	ctx, closing := chromedp.NewContext(allocator)
	t.Cleanup(closing)
	listen(t, ctx)
	do(t, ctx, chromedp.EmulateViewport(int64(width), int64(height)))
	return ctx
}

// do does things in a browser.
func do(t testing.TB, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatalf("%v%s", err, seen(ctx))
	}
}

// seen is what the browser shows, for who looks for why a test failed.
func seen(ctx context.Context) string {
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.title + "\n" + document.body.innerText.slice(0, 3000)`))
	if err != nil {
		return ""
	}
	return "\nthe page shows: " + text
}

// await waits until an expression of JavaScript is true. The page may be left meanwhile, and be another one then.
func await(t testing.TB, ctx context.Context, expression string) {
	t.Helper()
	end := time.Now().Add(patience)
	for so := false; !so; {
		var err error
		so, err = chromedp.Run(ctx, chromedp.Evaluate[bool](expression))
		if !so {
			_ = chromedp.Do(ctx, chromedp.Sleep(50*time.Millisecond)) // fails when the browser has ended, as the next expression does
		}
		if time.Now().After(end) {
			t.Fatalf("it is never so: %s (%v)%s", expression, err, seen(ctx))
		}
	}
}

// value is that of an expression.
func value[T any](t testing.TB, ctx context.Context, expression string) T {
	t.Helper()
	return got(t, ctx, chromedp.Evaluate[T](expression))
}

// got is what an action returns.
func got[T any](t testing.TB, ctx context.Context, action chromedp.Action[T]) T {
	t.Helper()
	v, err := chromedp.Run(ctx, action)
	if err != nil {
		t.Fatalf("%v%s", err, seen(ctx))
	}
	return v
}

// picture keeps a picture of the whole page where $SCREENSHOTS says.
func picture(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), got(t, ctx, chromedp.FullScreenshot(100)), 0o644); err != nil {
		t.Fatal(err)
	}
}
