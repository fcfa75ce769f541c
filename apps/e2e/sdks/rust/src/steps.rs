use crate::counter::CounterClient;
use crate::memory;
use crate::signup::SignupClient;
use restate_sdk::context::RequestTarget;
use restate_sdk::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;

pub struct Steps;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Remembered {
    first: String,
    second: String,
    attempts: i64,
    executions: i64,
}

#[derive(Deserialize)]
pub struct Failing {
    label: String,
    times: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ending {
    executions: i64,
    gave_up: bool,
}

#[derive(Deserialize)]
pub struct Failure {
    message: String,
    code: u16,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sending {
    key: String,
    delay_ms: u64,
}

#[derive(Deserialize)]
pub struct Completion {
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    value: Value,
    #[serde(default)]
    reason: String,
}

#[derive(Deserialize)]
pub struct SigningUp {
    key: String,
    email: String,
}

#[service(name = "SdkStepsRust")]
impl Steps {
    #[handler]
    async fn greet(&self, _ctx: Context<'_>, name: String) -> Result<String, TerminalError> {
        Ok(format!("Hello {name} from rust"))
    }

    /// Two steps around a sleep that suspends.
    #[handler]
    async fn remember(
        &self,
        ctx: Context<'_>,
        label: String,
    ) -> Result<Json<Remembered>, TerminalError> {
        let attempts = memory::add(&format!("attempts {label}"), 1);
        let executions = format!("executions {label}");
        let draw = || async {
            memory::add(&executions, 1);
            Ok(format!("{:?}", std::time::SystemTime::now()))
        };
        let first = ctx.run(draw).name("first").await?;
        ctx.sleep(Duration::from_millis(300)).await?;
        let second = ctx
            .run(|| async { Ok(first.clone()) })
            .name("second")
            .await?;
        Ok(Json(Remembered {
            first,
            second,
            attempts,
            executions: memory::count(&executions),
        }))
    }

    /// The deterministic id that each attempt drew.
    #[handler]
    async fn draw(
        &self,
        mut ctx: Context<'_>,
        label: String,
    ) -> Result<Json<Vec<String>>, TerminalError> {
        let drawn = memory::note(&label, ctx.rand_uuid().to_string());
        ctx.sleep(Duration::from_millis(300)).await?;
        Ok(Json(drawn))
    }

    /// A step that fails that often before it succeeds; only the step is repeated.
    #[handler]
    async fn flaky(&self, ctx: Context<'_>, step: Json<Failing>) -> Result<i64, TerminalError> {
        let Failing { label, times } = step.into_inner();
        ctx.run(|| async { Ok(memory::fail_until(&label, times)?) })
            .name("step")
            .retry_policy(retries())
            .await
    }

    /// The same step with three attempts at most; answers how often it ran and how it ended.
    #[handler]
    async fn bounded(
        &self,
        ctx: Context<'_>,
        step: Json<Failing>,
    ) -> Result<Json<Ending>, TerminalError> {
        let Failing { label, times } = step.into_inner();
        let step = ctx
            .run(|| async { Ok(memory::fail_until(&label, times)?) })
            .name("step");
        let gave_up = step.retry_policy(retries().max_attempts(3)).await.is_err();
        Ok(Json(Ending {
            executions: memory::count(&label),
            gave_up,
        }))
    }

    #[handler]
    async fn fail(
        &self,
        _ctx: Context<'_>,
        failure: Json<Failure>,
    ) -> Result<String, TerminalError> {
        let Failure { message, code } = failure.into_inner();
        Err(TerminalError::new_with_code(code, message))
    }

    /// As `fail`, from inside a step.
    #[handler(name = "failStep")]
    async fn fail_step(
        &self,
        ctx: Context<'_>,
        failure: Json<Failure>,
    ) -> Result<String, TerminalError> {
        let Failure { message, code } = failure.into_inner();
        ctx.run(|| async { Err(TerminalError::new_with_code(code, message))? })
            .name("step")
            .await
    }

    #[handler]
    async fn header(
        &self,
        ctx: Context<'_>,
        name: String,
    ) -> Result<Json<Option<String>>, TerminalError> {
        Ok(Json(ctx.headers().get(&name).cloned()))
    }

    #[handler(name = "passHeader")]
    async fn pass_header(
        &self,
        ctx: Context<'_>,
        value: String,
    ) -> Result<Json<Value>, TerminalError> {
        let request = ctx
            .service_client::<StepsClient>()
            .header("x-flavour".to_owned());
        let answer = request.header("x-flavour".to_owned(), value).call().await?;
        Ok(Json(answer.into_inner().into()))
    }

    #[handler]
    async fn pause(&self, ctx: Context<'_>, ms: u64) -> Result<String, TerminalError> {
        ctx.sleep(Duration::from_millis(ms)).await?;
        Ok("paused".to_owned())
    }

    /// Calls and a sleep side by side, all awaited.
    #[handler]
    async fn together(
        &self,
        ctx: Context<'_>,
        names: Json<Vec<String>>,
    ) -> Result<Json<Vec<String>>, TerminalError> {
        let sleep = ctx.sleep(Duration::from_millis(100));
        let mut calls = DurableFuturesUnordered::new();
        for name in names.into_inner() {
            calls.push(ctx.service_client::<StepsClient>().greet(name).call());
        }
        let mut greetings = Vec::new();
        while let Some((index, greeting)) = calls.next().await? {
            greetings.push((index, greeting?));
        }
        sleep.await?;
        greetings.sort();
        Ok(Json(
            greetings
                .into_iter()
                .map(|(_, greeting)| greeting)
                .collect(),
        ))
    }

    /// Whichever is first: a timer, or a call that takes 200 ms.
    #[handler]
    async fn race(&self, ctx: Context<'_>, ms: u64) -> Result<String, TerminalError> {
        let timer = ctx.sleep(Duration::from_millis(ms));
        let call = ctx.service_client::<StepsClient>().pause(200).call();
        let winner = restate_sdk::select! {
            _ = timer => "timer",
            _ = call => "call",
            on_cancel => return Err(TerminalError::new_with_code(409, "cancelled")),
        };
        Ok(winner.to_owned())
    }

    /// Twice with one idempotency key: one invocation, two answers.
    #[handler(name = "callTwice")]
    async fn call_twice(
        &self,
        ctx: Context<'_>,
        key: String,
    ) -> Result<Json<Vec<i64>>, TerminalError> {
        let counter = ctx.object_client::<CounterClient>(&key);
        let first = counter
            .add(5)
            .idempotency_key(format!("twice-{key}"))
            .call()
            .await?;
        let second = counter
            .add(5)
            .idempotency_key(format!("twice-{key}"))
            .call()
            .await?;
        Ok(Json(vec![first, second]))
    }

    /// Now, later, and twice with one idempotency key; answers the ids of what it started.
    #[handler(name = "sendAll")]
    async fn send_all(
        &self,
        ctx: Context<'_>,
        sending: Json<Sending>,
    ) -> Result<Json<Vec<String>>, TerminalError> {
        let Sending { key, delay_ms } = sending.into_inner();
        let counter = ctx.object_client::<CounterClient>(&key);
        let handles = [
            counter.add(1).send(),
            counter.add(10).send_after(Duration::from_millis(delay_ms)),
            counter
                .add(100)
                .idempotency_key(format!("send-{key}"))
                .send(),
            counter
                .add(100)
                .idempotency_key(format!("send-{key}"))
                .send(),
        ];
        let mut ids = Vec::new();
        for handle in handles {
            ids.push(handle.await?.invocation_id().to_owned());
        }
        Ok(Json(ids))
    }

    #[handler]
    async fn attach(&self, ctx: Context<'_>, id: String) -> Result<Json<Value>, TerminalError> {
        ctx.invocation_handle(id).attach().await
    }

    #[handler]
    async fn cancel(&self, ctx: Context<'_>, id: String) -> Result<(), TerminalError> {
        ctx.invocation_handle(id).cancel();
        Ok(())
    }

    #[handler]
    async fn resolve(
        &self,
        ctx: Context<'_>,
        completion: Json<Completion>,
    ) -> Result<(), TerminalError> {
        let Completion { id, value, .. } = completion.into_inner();
        ctx.resolve_awakeable(&id, Json(value));
        Ok(())
    }

    #[handler]
    async fn reject(
        &self,
        ctx: Context<'_>,
        completion: Json<Completion>,
    ) -> Result<(), TerminalError> {
        let Completion { id, reason, .. } = completion.into_inner();
        ctx.reject_awakeable(&id, TerminalError::new(reason));
        Ok(())
    }

    #[handler(name = "awaitSignal")]
    async fn await_signal(
        &self,
        ctx: Context<'_>,
        name: String,
    ) -> Result<Json<Value>, TerminalError> {
        ctx.signal(&name).await
    }

    #[handler]
    async fn signal(
        &self,
        ctx: Context<'_>,
        completion: Json<Completion>,
    ) -> Result<(), TerminalError> {
        let Completion {
            id, name, value, ..
        } = completion.into_inner();
        ctx.invocation_handle(id).signal(name).resolve(Json(value));
        Ok(())
    }

    #[handler(name = "rejectSignal")]
    async fn reject_signal(
        &self,
        ctx: Context<'_>,
        completion: Json<Completion>,
    ) -> Result<(), TerminalError> {
        let Completion {
            id, name, reason, ..
        } = completion.into_inner();
        ctx.invocation_handle(id)
            .signal(name)
            .reject(TerminalError::new(reason));
        Ok(())
    }

    /// Waits for the work of the object; cancelled, it takes it with it.
    #[handler]
    async fn own(&self, ctx: Context<'_>, key: String) -> Result<(), TerminalError> {
        ctx.object_client::<CounterClient>(key).work().call().await
    }

    /// Starts a workflow, confirms it, and waits for its result.
    #[handler(name = "signUp")]
    async fn sign_up(
        &self,
        ctx: Context<'_>,
        order: Json<SigningUp>,
    ) -> Result<String, TerminalError> {
        let SigningUp { key, email } = order.into_inner();
        let signup = ctx.workflow_client::<SignupClient>(key);
        let started = signup.run(email).send().await?;
        signup.confirm("from a handler".to_owned()).call().await?;
        started.attach().await
    }

    /// Calls the next service of the route, and answers the languages that were there, the last one first.
    #[handler]
    async fn relay(
        &self,
        ctx: Context<'_>,
        route: Json<Vec<String>>,
    ) -> Result<Json<Vec<String>>, TerminalError> {
        let mut route = route.into_inner().into_iter();
        let mut trail = Vec::new();
        if let Some(next) = route.next() {
            let rest = Json(route.collect::<Vec<_>>());
            let request =
                ctx.request::<_, Json<Vec<String>>>(RequestTarget::service(next, "relay"), rest);
            trail = request.call().await?.into_inner();
        }
        trail.push("rust".to_owned());
        Ok(Json(trail))
    }
}

fn retries() -> RunRetryPolicy {
    RunRetryPolicy::new().initial_delay(Duration::from_millis(20))
}
