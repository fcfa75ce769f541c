package main

import (
	"fmt"
	"slices"
	"sync"
)

// memory is what the handlers of this process did, outside of any journal: it tells attempts and executions from
// results.
var memory = struct {
	sync.Mutex
	counts map[string]int
	notes  map[string][]string
}{counts: map[string]int{}, notes: map[string][]string{}}

// addTo answers the new count.
func addTo(name string, amount int) int {
	memory.Lock()
	defer memory.Unlock()
	memory.counts[name] += amount
	return memory.counts[name]
}

func countOf(name string) int {
	return addTo(name, 0)
}

// note answers everything noted under the name so far, this text included.
func note(name string, text string) []string {
	memory.Lock()
	defer memory.Unlock()
	memory.notes[name] = append(memory.notes[name], text)
	return slices.Clone(memory.notes[name])
}

// failUntil counts, and fails that often; then it answers the count.
func failUntil(name string, times int) (int, error) {
	count := addTo(name, 1)
	if count <= times {
		return 0, fmt.Errorf("not yet: %s", name)
	}
	return count, nil
}
