package main

import (
	"fmt"
	"slices"
	"time"

	restate "github.com/restatedev/sdk-go"
)

// Long waits suspend: each is followed by a new attempt.
var suspendsSoon = restate.WithInactivityTimeout(50 * time.Millisecond)

type entry struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
}

type visit struct {
	Label string `json:"label"`
	Ms    int    `json:"ms"`
}

func counter() restate.ServiceDefinition {
	return restate.NewObject("SdkCounterGo", suspendsSoon).
		Handler("add", restate.NewObjectHandler(add)).
		Handler("put", restate.NewObjectHandler(put)).
		Handler("clear", restate.NewObjectHandler(clearOne)).
		Handler("clearAll", restate.NewObjectHandler(clearAll)).
		Handler("read", restate.NewObjectSharedHandler(read)).
		Handler("names", restate.NewObjectSharedHandler(names)).
		Handler("enter", restate.NewObjectHandler(enter)).
		Handler("awaitAwakeable", restate.NewObjectHandler(awaitAwakeable)).
		Handler("work", restate.NewObjectHandler(work))
}

func add(ctx restate.ObjectContext, amount int) (int, error) {
	sum, err := restate.Get[int](ctx, "sum")
	if err != nil {
		return 0, err
	}
	restate.Set(ctx, "sum", sum+amount)
	return sum + amount, nil
}

func put(ctx restate.ObjectContext, entry entry) (restate.Void, error) {
	restate.Set(ctx, entry.Name, entry.Value)
	return restate.Void{}, nil
}

func clearOne(ctx restate.ObjectContext, name string) (any, error) {
	restate.Clear(ctx, name)
	// The attempt sees its own change.
	return restate.Get[any](ctx, name)
}

func clearAll(ctx restate.ObjectContext, _ restate.Void) ([]string, error) {
	restate.ClearAll(ctx)
	return sortedKeys(ctx)
}

func read(ctx restate.ObjectSharedContext, name string) (any, error) {
	return restate.Get[any](ctx, name)
}

func names(ctx restate.ObjectSharedContext, _ restate.Void) ([]string, error) {
	return sortedKeys(ctx)
}

// sortedKeys is never nil, which would be JSON's null.
func sortedKeys(ctx restate.ObjectSharedContext) ([]string, error) {
	keys, err := restate.Keys(ctx)
	if err != nil {
		return nil, err
	}
	return append([]string{}, slices.Sorted(slices.Values(keys))...), nil
}

// enter stays inside over a suspension, and answers how many were inside when it came in.
func enter(ctx restate.ObjectContext, visit visit) (int, error) {
	order, err := restate.Get[[]string](ctx, "order")
	if err != nil {
		return 0, err
	}
	restate.Set(ctx, "order", append(order, visit.Label))
	key := "inside " + restate.Key(ctx)
	inside, err := restate.Run(ctx, func(restate.RunContext) (int, error) { return addTo(key, 1), nil })
	if err != nil {
		return 0, err
	}
	if err := restate.Sleep(ctx, milliseconds(visit.Ms)); err != nil {
		return 0, err
	}
	leave := func(restate.RunContext) (int, error) { return addTo(key, -1), nil }
	if _, err := restate.Run(ctx, leave, restate.WithName("leave")); err != nil {
		return 0, err
	}
	return inside, nil
}

// awaitAwakeable waits for an awakeable, whose id is found in the state.
func awaitAwakeable(ctx restate.ObjectContext, _ restate.Void) (any, error) {
	awakeable := restate.Awakeable[any](ctx)
	restate.Set(ctx, "awakeable", awakeable.Id())
	return awakeable.Result()
}

// work ends when it is cancelled, and tidies up first.
func work(ctx restate.ObjectContext, _ restate.Void) (restate.Void, error) {
	restate.Set(ctx, "status", "working")
	end := restate.Sleep(ctx, time.Hour)
	if end == nil {
		return restate.Void{}, nil
	}
	status, err := restate.Run(ctx, func(restate.RunContext) (string, error) {
		return fmt.Sprintf("tidied up after %d", end.Code()), nil
	})
	if err != nil {
		return restate.Void{}, err
	}
	restate.Set(ctx, "status", status)
	return restate.Void{}, end
}

func milliseconds(ms int) time.Duration {
	return time.Duration(ms) * time.Millisecond
}
