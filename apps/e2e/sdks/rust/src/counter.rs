use crate::memory;
use restate_sdk::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use std::time::Duration;

pub struct Counter;

#[derive(Deserialize)]
pub struct Entry {
    name: String,
    value: Value,
}

#[derive(Deserialize)]
pub struct Visit {
    label: String,
    ms: u64,
}

#[object(name = "SdkCounterRust")]
impl Counter {
    #[handler]
    pub async fn add(&self, ctx: ObjectContext<'_>, amount: i64) -> Result<i64, TerminalError> {
        let sum = ctx.get::<i64>("sum").await?.unwrap_or(0) + amount;
        ctx.set("sum", sum);
        Ok(sum)
    }

    #[handler]
    async fn put(&self, ctx: ObjectContext<'_>, entry: Json<Entry>) -> Result<(), TerminalError> {
        let Entry { name, value } = entry.into_inner();
        ctx.set(&name, Json(value));
        Ok(())
    }

    #[handler]
    async fn clear(
        &self,
        ctx: ObjectContext<'_>,
        name: String,
    ) -> Result<Json<Value>, TerminalError> {
        ctx.clear(&name);
        // The attempt sees its own change.
        value_of(ctx.get(&name).await?)
    }

    #[handler(name = "clearAll")]
    async fn clear_all(&self, ctx: ObjectContext<'_>) -> Result<Json<Vec<String>>, TerminalError> {
        ctx.clear_all();
        Ok(Json(ctx.get_keys().await?))
    }

    #[handler]
    async fn read(
        &self,
        ctx: SharedObjectContext<'_>,
        name: String,
    ) -> Result<Json<Value>, TerminalError> {
        value_of(ctx.get(&name).await?)
    }

    #[handler]
    async fn names(
        &self,
        ctx: SharedObjectContext<'_>,
    ) -> Result<Json<Vec<String>>, TerminalError> {
        let mut names = ctx.get_keys().await?;
        names.sort();
        Ok(Json(names))
    }

    /// Stays inside over a suspension, and answers how many were inside when it came in.
    #[handler]
    async fn enter(
        &self,
        ctx: ObjectContext<'_>,
        visit: Json<Visit>,
    ) -> Result<i64, TerminalError> {
        let Visit { label, ms } = visit.into_inner();
        let mut order = ctx
            .get::<Json<Vec<String>>>("order")
            .await?
            .map(Json::into_inner)
            .unwrap_or_default();
        order.push(label);
        ctx.set("order", Json(order));
        let place = format!("inside {}", ctx.key());
        let inside = ctx
            .run(|| async { Ok(memory::add(&place, 1)) })
            .name("enter")
            .await?;
        ctx.sleep(Duration::from_millis(ms)).await?;
        ctx.run(|| async { Ok(memory::add(&place, -1)) })
            .name("leave")
            .await?;
        Ok(inside)
    }

    /// Waits for an awakeable, whose id is found in the state.
    #[handler(name = "awaitAwakeable")]
    async fn await_awakeable(&self, ctx: ObjectContext<'_>) -> Result<Json<Value>, TerminalError> {
        let (id, promise) = ctx.awakeable::<Json<Value>>();
        ctx.set("awakeable", id);
        promise.await
    }

    /// Ends when it is cancelled, and tidies up first.
    #[handler]
    pub async fn work(&self, ctx: ObjectContext<'_>) -> Result<(), TerminalError> {
        ctx.set("status", "working".to_owned());
        if let Err(end) = ctx.sleep(Duration::from_secs(3600)).await {
            let tidy_up = || async { Ok(format!("tidied up after {}", end.code())) };
            let status = ctx.run(tidy_up).name("tidy up").await?;
            ctx.set("status", status);
            return Err(end);
        }
        Ok(())
    }
}

fn value_of(stored: Option<Json<Value>>) -> Result<Json<Value>, TerminalError> {
    Ok(stored.unwrap_or(Json(Value::Null)))
}
