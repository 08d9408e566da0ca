module project

go 1.26
