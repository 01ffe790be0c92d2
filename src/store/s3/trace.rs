//! Every request to the store, for `-v`, and how many had to be made again.

use crate::console::Console;
use aws_sdk_s3::config::interceptors::{
    BeforeSerializationInterceptorContextRef, BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_sdk_s3::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_s3::error::BoxError;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Requests so far.
#[derive(Debug, Default)]
pub(super) struct Counts {
    operations: AtomicU64,
    attempts: AtomicU64,
}

impl Counts {
    /// How many requests were made again.
    pub(super) fn retries(&self) -> u64 {
        self.attempts.load(Ordering::Relaxed).saturating_sub(self.operations.load(Ordering::Relaxed))
    }
}

/// Says what is asked of the store, without a header: those hold credentials.
#[derive(Debug)]
pub(super) struct Trace {
    pub(super) console: Arc<Console>,
    pub(super) counts: Arc<Counts>,
}

impl Intercept for Trace {
    fn name(&self) -> &'static str {
        "trace"
    }

    fn read_before_execution(
        &self,
        _context: &BeforeSerializationInterceptorContextRef<'_>,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.counts.operations.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn read_before_attempt(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.counts.attempts.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request();
        self.console.call(&format!("s3 {} {}", request.method(), request.uri()));
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // The request itself is gone by now.
        match context.response().map(|response| response.status().as_u16()) {
            Some(status) if status < 400 => {}
            Some(status) => self.console.call(&format!("s3 answers {status}")),
            None => self.console.call("s3 does not answer"),
        }
        Ok(())
    }
}
