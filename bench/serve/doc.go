// Package serve is bench serve: all runs of a folder in a browser, and one started from there. It shows what other packages make, and adds
// the forms around it.
//
//  1. The list of runs is that of package history, chosen and sorted (list), with a checkbox in each row.
//  2. A run has a page with its report as it lies on disk in a frame, what people noted of it, and what can be done with it (run, file).
//  3. Chosen runs are compared as bench compare does it, and the page is that of package comparison (compare).
//  4. A run that goes on, here or in a terminal, shows the page of package live in its frame (watch).
//  5. A run is started as a process of its own, `bench run ...` of the same program (start, job): one at a time, since two would measure one
//     another. It is interrupted as Ctrl-C does, from its page or when the server ends, and is always waited for.
//
// What the terminal's commands do, they do here too: the Harness is the program itself. All pages are made of the kit (package page), of
// forms and links, and work without script. Whether a request is let in at all is the business of package web.
//
// A page is found by a run's folder as history lists it, so no name in an address is ever made into a path; files of a run are opened
// through os.Root, and what leads out of the folder of runs is refused.
//
// Adding a page: a method of Server and its row in routes.
package serve
