package main

import (
	"errors"
	"math/rand/v2"
	"time"

	restate "github.com/restatedev/sdk-go"
)

type remembered struct {
	First      float64 `json:"first"`
	Second     float64 `json:"second"`
	Attempts   int     `json:"attempts"`
	Executions int     `json:"executions"`
}

type failing struct {
	Label string `json:"label"`
	Times int    `json:"times"`
}

type ending struct {
	Executions int  `json:"executions"`
	GaveUp     bool `json:"gaveUp"`
}

type failure struct {
	Message  string            `json:"message"`
	Code     restate.Code      `json:"code"`
	Metadata map[string]string `json:"metadata"`
}

func steps() restate.ServiceDefinition {
	return restate.NewService("SdkStepsGo", suspendsSoon).
		Handler("greet", restate.NewServiceHandler(greet)).
		Handler("remember", restate.NewServiceHandler(remember)).
		Handler("draw", restate.NewServiceHandler(draw)).
		Handler("flaky", restate.NewServiceHandler(flaky)).
		Handler("bounded", restate.NewServiceHandler(bounded)).
		Handler("fail", restate.NewServiceHandler(fail)).
		Handler("failStep", restate.NewServiceHandler(failStep)).
		Handler("failWithMetadata", restate.NewServiceHandler(failWithMetadata)).
		Handler("header", restate.NewServiceHandler(header)).
		Handler("passHeader", restate.NewServiceHandler(passHeader)).
		Handler("pause", restate.NewServiceHandler(pause)).
		Handler("together", restate.NewServiceHandler(together)).
		Handler("race", restate.NewServiceHandler(race)).
		Handler("callTwice", restate.NewServiceHandler(callTwice)).
		Handler("sendAll", restate.NewServiceHandler(sendAll)).
		Handler("attach", restate.NewServiceHandler(attach)).
		Handler("cancel", restate.NewServiceHandler(cancel)).
		Handler("resolve", restate.NewServiceHandler(resolve)).
		Handler("reject", restate.NewServiceHandler(reject)).
		Handler("awaitSignal", restate.NewServiceHandler(awaitSignal)).
		Handler("signal", restate.NewServiceHandler(signal)).
		Handler("rejectSignal", restate.NewServiceHandler(rejectSignal)).
		Handler("own", restate.NewServiceHandler(own)).
		Handler("signUp", restate.NewServiceHandler(signUp)).
		Handler("relay", restate.NewServiceHandler(relay))
}

func greet(_ restate.Context, name string) (string, error) {
	return "Hello " + name + " from go", nil
}

// remember is two steps around a sleep that suspends.
func remember(ctx restate.Context, label string) (remembered, error) {
	attempts := addTo("attempts "+label, 1)
	first, err := restate.Run(ctx, func(restate.RunContext) (float64, error) {
		addTo("executions "+label, 1)
		return rand.Float64(), nil
	})
	if err != nil {
		return remembered{}, err
	}
	if err := restate.Sleep(ctx, 300*time.Millisecond); err != nil {
		return remembered{}, err
	}
	second, err := restate.RunAsync(ctx, func(restate.RunContext) (float64, error) { return first, nil }).Result()
	if err != nil {
		return remembered{}, err
	}
	return remembered{first, second, attempts, countOf("executions " + label)}, nil
}

// draw is the deterministic id that each attempt drew.
func draw(ctx restate.Context, label string) ([]string, error) {
	drawn := note(label, restate.UUID(ctx).String())
	return drawn, restate.Sleep(ctx, 300*time.Millisecond)
}

// flaky is a step that fails that often before it succeeds; only the step is repeated.
func flaky(ctx restate.Context, step failing) (int, error) {
	return restate.Run(ctx, func(restate.RunContext) (int, error) {
		return failUntil(step.Label, step.Times)
	}, quickly, steadily)
}

// bounded is the same step with three attempts at most; it answers how often it ran and how it ended.
func bounded(ctx restate.Context, step failing) (ending, error) {
	_, err := restate.Run(ctx, func(restate.RunContext) (int, error) {
		return failUntil(step.Label, step.Times)
	}, quickly, steadily, restate.WithMaxRetryAttempts(3))
	return ending{countOf(step.Label), err != nil}, nil
}

var (
	quickly  = restate.WithInitialRetryInterval(20 * time.Millisecond)
	steadily = restate.WithRetryIntervalFactor(1)
)

func fail(_ restate.Context, failure failure) (string, error) {
	return "", restate.ToTerminalError(errors.New(failure.Message), restate.WithErrorCode(failure.Code))
}

// failStep is `fail`, from inside a step.
func failStep(ctx restate.Context, failure failure) (string, error) {
	return restate.Run(ctx, func(restate.RunContext) (string, error) {
		return "", restate.ToTerminalError(errors.New(failure.Message), restate.WithErrorCode(failure.Code))
	})
}

func failWithMetadata(_ restate.Context, failure failure) (string, error) {
	return "", restate.ToTerminalError(errors.New(failure.Message), restate.WithMetadataMap(failure.Metadata))
}

func header(ctx restate.Context, name string) (*string, error) {
	value, isThere := ctx.Request().Headers.ToMap()[name]
	if !isThere {
		return nil, nil
	}
	return &value, nil
}
