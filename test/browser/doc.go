// Package browser tests the pages that bench serves in a real browser: Chromium, driven by chromedp, against the real binary. It is a module of its
// own, so that no other package needs the driver.
//
// Each test starts bench as a user does, opens the address that it prints, and waits for what ought to be seen; nothing is timed. With
// SCREENSHOTS=DIR pictures of what was seen are kept there, to be looked at.
package browser
