package server

// ProfilesAddr is where profiles are served.
func (s *Server) ProfilesAddr() string { return s.pprof.addr() }

// Row is a row of the table of backends, as far as tests look at it.
type Row struct {
	Name, Variable string
	Roles          []string
}

// Rows is the table of backends.
func Rows() []Row {
	var rows []Row
	for _, b := range Backends() {
		rows = append(rows, Row{b.Name, b.Chosen, b.Roles})
	}
	return rows
}

// Chosen maps each role to the backend that a Config gives it to.
func Chosen(cfg Config) map[string]string {
	roles := map[string]string{}
	for _, b := range choose(cfg) {
		for _, role := range b.Roles {
			roles[role] += b.Name
		}
	}
	return roles
}
