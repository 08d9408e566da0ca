package store

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// Variable is an environment variable of the API.
type Variable struct {
	Name string
	// Help is a phrase that states what it sets, Default what it is when it is not set.
	Help, Default string
	// Check returns what would be right, "" for a value that is right; nil takes any.
	Check func(value string) (want string)
	// Secret keeps the value out of messages, and takes it as it is: otherwise blanks around it do not count.
	Secret bool
	// Setting is how scenarios call it, after the backend's name and a dot ("pool.size"); empty when they set it by env.NAME alone.
	Setting string

	// Use states what it is for, so that stacks know what to do with it.
	Use Use
	// Made is what a stack that makes the server sets it to; Generated has it make up a secret, and "" leaves it.
	Made string
	// Thorough is what it is set to by who must find a row that any of the servers has, at whatever price; "" leaves it.
	Thorough string
}

// Use states what a variable is for.
type Use int

const (
	// Tuning is what may be varied.
	Tuning Use = iota
	// Wiring says where a server is and how to sign in there: a stack that runs the server sets it, and nothing else does.
	Wiring
	// Port is Wiring, and the server's port.
	Port
	// PoolSize bounds the connections, Tuning: who only looks sets it to 1.
	PoolSize
)

// Generated is what Variable.Made is for a secret that a stack makes up.
const Generated = "(generated)"

// Wired reports whether a stack that runs the server sets the variable.
func (v *Variable) Wired() bool { return v.Use == Wiring || v.Use == Port }

// Read returns the variable's value and what is wrong with it. lookup gives variables, "" for one that is not set. Without a value it
// is the default.
func (v *Variable) Read(lookup func(name string) string) (string, error) {
	value := lookup(v.Name)
	if !v.Secret {
		value = strings.TrimSpace(value)
	}
	if value == "" {
		return v.Default, nil
	}
	return value, v.Verify(value)
}

// Verify returns what is wrong with a value: the variable, what was found, unless that is secret, and what would be right.
func (v *Variable) Verify(value string) error {
	if v.Check == nil {
		return nil
	}
	want := v.Check(value)
	switch {
	case want == "":
		return nil
	case v.Secret:
		return fmt.Errorf("%s: want %s", v.Name, want)
	}
	return Mistake(v.Name, value, want)
}

// Mistake is the error of a variable with a wrong value, which must be no secret.
func Mistake(name, found, want string) error {
	return fmt.Errorf("%s: found %q, want %s", name, found, want)
}

// Values are the values of a backend's variables by name, checked, and complete with their defaults.
type Values map[string]string

// Read reads the backend's variables. The error has a line for every mistake.
func (d *Description) Read(lookup func(name string) string) (Values, error) {
	values := Values{}
	var errs []error
	for i := range d.Variables {
		v := &d.Variables[i]
		value, err := v.Read(lookup)
		values[v.Name] = value
		errs = append(errs, err)
	}
	err := errors.Join(errs...)
	if err == nil && d.Check != nil {
		err = errors.Join(d.Check(values)...)
	}
	return values, err
}

// Int is a value as a number, 0 when there is none.
func (v Values) Int(name string) int {
	n, _ := strconv.Atoi(v[name])
	return n
}

// List is a value as a list, of what stands between commas.
func (v Values) List(name string) []string {
	var list []string
	for part := range strings.SplitSeq(v[name], ",") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// Address is "host:port" of two values.
func (v Values) Address(host, port string) string { return net.JoinHostPort(v[host], v[port]) }
