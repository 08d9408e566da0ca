// Package web serves pages of this program to a browser on the same machine. It is the guard in front of them and the kit they are made
// with; what they show is the business of who uses it (live, serve).
//
//  1. Listen opens a listener and puts the guard before a handler (server, guard). Loopback unless told otherwise.
//  2. The guard admits only those who have read the printed address: its path begins with a token of 128 bits, made anew by every process.
//     Requests for other hosts (DNS rebinding) and requests that change something from other pages (CSRF) are refused. Bodies, headers,
//     connections and times are bounded.
//  3. A page is written with Encode, which sets the style and the scripts apart from the page, because the policy of content allows none
//     inline (page). A report as it lies on disk has its style inline: WholeFile allows that, and no script at all.
//  4. Assets are embedded and served below static/ (static): the kit's style and uPlot 1.6.32 from its npm package, whose licence lies beside it.
//  5. Stream sends server-sent events. A reader who does not read is dropped, and never delays who writes for others (stream).
//
// What is printed has the token as a query ("/?token=..."), and leads to where it stands in the path; it is not in a cookie: cookies are shared by all ports of a host, so every server on this machine that the browser
// visits, the system under test among them, would be sent it. It needs no state in the browser, and two servers do not disturb each other.
// That it stands in the browser's history does no harm: it is of no use once the process has ended. No page tells others where its reader
// came from (Referrer-Policy: same-origin; with no-referrer the browser would not say whose form it sends).
//
// Adding a page: register a handler under a pattern with a method in the http.ServeMux that is given to Listen. It sees paths as if there were
// no token, "/" for the first page, and redirects to such paths. Links in pages are relative; Root is the way to "/". Only POST changes anything.
// Names in a path that lead to files are the handler's to check.
package web
