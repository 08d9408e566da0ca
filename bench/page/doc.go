// Package page is the kit that reports, the list of runs and comparisons are made of. It knows nothing of what they say.
//
//  1. What stands on a page is parts, each a heading with blocks: a table, a figure, a list, a sentence, facts (Part, Block).
//  2. A Table is made once and written three times: in HTML, by a Screen for a terminal, and as Markdown. Its columns say what only a page
//     has room for and what a narrow terminal does without, so columns are not picked by name.
//  3. Encode turns parts into HTML with the kit's templates and style, and those of the page itself. A page is one file without script, made
//     to be read on a phone, on a wide screen, in the dark and on paper.
//  4. A Screen sets text within the width of a terminal, takes control characters out of it and colours what judges.
//  5. Replace writes a file so that a reader never sees half of one.
package page
