// Package rest is the REST API over a store.Set.
package rest
