use restate_sdk::prelude::*;
use serde::Serialize;

pub struct Signup;

#[derive(Serialize)]
pub struct Status {
    status: Option<String>,
    code: Option<String>,
}

#[workflow(name = "SdkSignupRust")]
impl Signup {
    #[handler]
    pub async fn run(
        &self,
        ctx: WorkflowContext<'_>,
        email: String,
    ) -> Result<String, TerminalError> {
        ctx.set("status", "waiting".to_owned());
        let code = ctx.promise::<String>("confirmed").await?;
        ctx.set("status", "confirmed".to_owned());
        Ok(format!("{email} {code}"))
    }

    #[handler]
    pub async fn confirm(
        &self,
        ctx: SharedWorkflowContext<'_>,
        code: String,
    ) -> Result<(), TerminalError> {
        ctx.resolve_promise("confirmed", code);
        Ok(())
    }

    #[handler]
    async fn refuse(
        &self,
        ctx: SharedWorkflowContext<'_>,
        reason: String,
    ) -> Result<(), TerminalError> {
        ctx.reject_promise("confirmed", TerminalError::new(reason));
        Ok(())
    }

    #[handler]
    async fn status(&self, ctx: SharedWorkflowContext<'_>) -> Result<Json<Status>, TerminalError> {
        let status = ctx.get("status").await?;
        let code = ctx.peek_promise("confirmed").await?;
        Ok(Json(Status { status, code }))
    }
}
