package stack

import (
	"context"
	"fmt"

	"quintet/api/store"
)

// Stack is what a scenario is run against: the API and the stores behind it. New starts nothing; Up starts everything and returns
// when the API answers /readyz; Down ends all of it in reverse order and may be called at any time, more than once.
type Stack interface {
	// Up starts the stores, calls seed with them, then starts the API replicas. Whatever was started before an error is ended.
	Up(ctx context.Context, seed func(ctx context.Context, stores store.Set) error) error
	// Targets are the base URLs of the API replicas, at least one, valid after Up.
	Targets() []string
	// Services are the parts of the stack, valid after Up: API replicas and stores, each with what a fault can act on.
	Services() []Service
	// Down ends the stack and removes what it wrote. Idempotent.
	Down(ctx context.Context) error
}

// Service is one part of a stack. What can be done to it is said by optional interfaces found by assertion.
type Service interface {
	// Info states what it is: name ("api-1", "miniredis"), role ("api", "cache", ...), software with version, address, process id
	// (0 when it is not a process of its own on this machine).
	Info() Info
}

// TargetsOf are the base URLs of the API replicas among services.
func TargetsOf(services []Service) []string {
	var urls []string
	for _, s := range services {
		if info := s.Info(); info.Role == "api" {
			urls = append(urls, "http://"+info.Address)
		}
	}
	return urls
}

// Part is a thing that a stack needs of this machine.
type Part struct {
	// Of is who needs it, What is what.
	Of, What string
	// Found says where it was found, or of which version; empty when it is missing, and Command is then what gets it.
	Found, Command string
}

// Info describes a Service.
type Info struct {
	Name, Role, Software, Address string
	PID                           int
	// Metrics is the URL of its Prometheus endpoint, empty when it has none.
	Metrics string
}

// Absent is the error of Up when nothing answers at a target that the stack does not start itself.
type Absent struct {
	Target string
	Err    error
}

// Error implements error: what was asked, what happened, and what to do.
func (e *Absent) Error() string {
	return fmt.Sprintf("nothing answers at %s (%v): start the server, or give its own address as -target", e.Target, e.Err)
}

// Unwrap is what happened.
func (e *Absent) Unwrap() error { return e.Err }
