// Package template compiles the texts of declared operations once and fills them in for each request.
//
//	{name}            a drawn value, or a column of a drawn row: {row.column}
//	{int:1..99}       a whole number       {float:0..1}       a number with six digits
//	{text:80}         words, 80 characters; {text:20..80} any length between
//	{hex:16}          hexadecimal digits   {choice:a|b|c}     one of several
//	{time:2025-01-01..2025-12-31}  an instant in RFC 3339     {date:...}   its date
//	{uuid}            a UUID (version 4)   {n}                the number of the request, unique in the run
//	{run}             the name of the run, for what must be unique across runs
//	${NAME}           a variable of the environment, filled in when the text is compiled
//
// Braces that hold anything else stand for themselves, so that JSON can be written as it is; {{ is a brace where a placeholder would be.
// All that is generated depends on the run's seed and the number of the request alone.
//
// A Template knows where its text will stand, and escapes what it fills in: nothing drawn can leave its segment of a path, its parameter of
// a query or its string of a JSON body.
package template
