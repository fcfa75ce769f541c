package main

import (
	"errors"
	"time"

	restate "github.com/restatedev/sdk-go"
)

type sending struct {
	Key     string `json:"key"`
	DelayMs int    `json:"delayMs"`
}

type completion struct {
	Id     string `json:"id"`
	Name   string `json:"name"`
	Value  any    `json:"value"`
	Reason string `json:"reason"`
}

type signingUp struct {
	Key   string `json:"key"`
	Email string `json:"email"`
}

func passHeader(ctx restate.Context, value string) (*string, error) {
	headers := restate.WithHeaders(map[string]string{"x-flavour": value})
	return restate.Service[*string](ctx, "SdkStepsGo", "header").Request("x-flavour", headers)
}

func pause(ctx restate.Context, ms int) (string, error) {
	if err := restate.Sleep(ctx, milliseconds(ms)); err != nil {
		return "", err
	}
	return "paused", nil
}

// together is calls and a sleep side by side, all awaited.
func together(ctx restate.Context, names []string) ([]string, error) {
	futures := []restate.Future{restate.After(ctx, 100*time.Millisecond)}
	calls := make([]restate.ResponseFuture[string], len(names))
	for i, name := range names {
		calls[i] = restate.Service[string](ctx, "SdkStepsGo", "greet").RequestFuture(name)
		futures = append(futures, calls[i])
	}
	for _, err := range restate.Wait(ctx, futures...) {
		if err != nil {
			return nil, err
		}
	}
	greetings := make([]string, len(names))
	for i, call := range calls {
		greeting, err := call.Response()
		if err != nil {
			return nil, err
		}
		greetings[i] = greeting
	}
	return greetings, nil
}

// race answers whichever is first: a timer, or a call that takes 200 ms.
func race(ctx restate.Context, ms int) (string, error) {
	timer := restate.After(ctx, milliseconds(ms))
	call := restate.Service[string](ctx, "SdkStepsGo", "pause").RequestFuture(200)
	winner, err := restate.WaitFirst(ctx, timer, call)
	if err != nil {
		return "", err
	}
	if winner == timer {
		return "timer", nil
	}
	return "call", nil
}

// callTwice calls with one idempotency key: one invocation, two answers.
func callTwice(ctx restate.Context, key string) ([]int, error) {
	counter := restate.Object[int](ctx, "SdkCounterGo", key, "add")
	idempotently := restate.WithIdempotencyKey("twice-" + key)
	first, err := counter.Request(5, idempotently)
	if err != nil {
		return nil, err
	}
	second, err := counter.Request(5, idempotently)
	if err != nil {
		return nil, err
	}
	return []int{first, second}, nil
}

// sendAll sends now, later, and twice with one idempotency key; it answers the ids of what it started.
func sendAll(ctx restate.Context, sending sending) ([]string, error) {
	counter := restate.ObjectSend(ctx, "SdkCounterGo", sending.Key, "add")
	idempotently := restate.WithIdempotencyKey("send-" + sending.Key)
	sent := []restate.Invocation{
		counter.Send(1),
		counter.Send(10, restate.WithDelay(milliseconds(sending.DelayMs))),
		counter.Send(100, idempotently),
		counter.Send(100, idempotently),
	}
	ids := make([]string, len(sent))
	for i, invocation := range sent {
		ids[i] = invocation.GetInvocationId()
	}
	return ids, nil
}

func attach(ctx restate.Context, id string) (any, error) {
	return restate.AttachInvocation[any](ctx, id).Response()
}

func cancel(ctx restate.Context, id string) (restate.Void, error) {
	restate.CancelInvocation(ctx, id)
	return restate.Void{}, nil
}

func resolve(ctx restate.Context, completion completion) (restate.Void, error) {
	restate.ResolveAwakeable(ctx, completion.Id, completion.Value)
	return restate.Void{}, nil
}

func reject(ctx restate.Context, completion completion) (restate.Void, error) {
	restate.RejectAwakeable(ctx, completion.Id, errors.New(completion.Reason))
	return restate.Void{}, nil
}

func awaitSignal(ctx restate.Context, name string) (any, error) {
	return restate.Signal[any](ctx, name).Result()
}

func signal(ctx restate.Context, completion completion) (restate.Void, error) {
	restate.ResolveSignal(ctx, completion.Id, completion.Name, completion.Value)
	return restate.Void{}, nil
}

func rejectSignal(ctx restate.Context, completion completion) (restate.Void, error) {
	restate.RejectSignal(ctx, completion.Id, completion.Name, errors.New(completion.Reason))
	return restate.Void{}, nil
}

// own waits for the work of the object; cancelled, it takes it with it.
func own(ctx restate.Context, key string) (restate.Void, error) {
	return restate.Object[restate.Void](ctx, "SdkCounterGo", key, "work").Request(restate.Void{})
}

// signUp starts a workflow, confirms it, and waits for its result.
func signUp(ctx restate.Context, order signingUp) (string, error) {
	id := restate.WorkflowSend(ctx, "SdkSignupGo", order.Key, "run").Send(order.Email).GetInvocationId()
	confirm := restate.Workflow[restate.Void](ctx, "SdkSignupGo", order.Key, "confirm")
	if _, err := confirm.Request("from a handler"); err != nil {
		return "", err
	}
	return restate.AttachInvocation[string](ctx, id).Response()
}

// relay calls the next service of the route, and answers the languages that were there, the last one first.
func relay(ctx restate.Context, route []string) ([]string, error) {
	if len(route) == 0 {
		return []string{"go"}, nil
	}
	trail, err := restate.Service[[]string](ctx, route[0], "relay").Request(route[1:])
	if err != nil {
		return nil, err
	}
	return append(trail, "go"), nil
}
