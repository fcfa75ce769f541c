package main

import (
	"errors"

	restate "github.com/restatedev/sdk-go"
)

type signupStatus struct {
	Status *string `json:"status"`
	Code   *string `json:"code"`
}

func signup() restate.ServiceDefinition {
	return restate.NewWorkflow("SdkSignupGo", suspendsSoon).
		Handler("run", restate.NewWorkflowHandler(run)).
		Handler("confirm", restate.NewWorkflowSharedHandler(confirm)).
		Handler("refuse", restate.NewWorkflowSharedHandler(refuse)).
		Handler("status", restate.NewWorkflowSharedHandler(status))
}

func run(ctx restate.WorkflowContext, email string) (string, error) {
	restate.Set(ctx, "status", "waiting")
	code, err := restate.Promise[string](ctx, "confirmed").Result()
	if err != nil {
		return "", err
	}
	restate.Set(ctx, "status", "confirmed")
	return email + " " + code, nil
}

func confirm(ctx restate.WorkflowSharedContext, code string) (restate.Void, error) {
	return restate.Void{}, restate.Promise[string](ctx, "confirmed").Resolve(code)
}

func refuse(ctx restate.WorkflowSharedContext, reason string) (restate.Void, error) {
	return restate.Void{}, restate.Promise[string](ctx, "confirmed").Reject(errors.New(reason))
}

func status(ctx restate.WorkflowSharedContext, _ restate.Void) (signupStatus, error) {
	status, err := restate.Get[*string](ctx, "status")
	if err != nil {
		return signupStatus{}, err
	}
	code, err := restate.Promise[*string](ctx, "confirmed").Peek()
	if err != nil {
		return signupStatus{}, err
	}
	return signupStatus{status, code}, nil
}
