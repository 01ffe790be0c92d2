//! What the store's errors mean: where, which code, which message, what to do.

use crate::error::Error;
use aws_sdk_s3::config::http::HttpResponse;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};

/// The code of an error, such as `NoSuchKey`; the status where a store sends no code.
pub(super) fn code_of<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Option<String> {
    let code = error.as_service_error().and_then(ProvideErrorMetadata::code).map(str::to_owned);
    code.or_else(|| {
        Some(match error.raw_response()?.status().as_u16() {
            403 => "AccessDenied".to_owned(),
            404 => "NoSuchKey".to_owned(),
            412 => "PreconditionFailed".to_owned(),
            501 => "NotImplemented".to_owned(),
            503 => "ServiceUnavailable".to_owned(),
            status => format!("HTTP {status}"),
        })
    })
}

/// The error of an operation: `attempt` is what was to be done, as in "cannot write s3://bucket/key"; `right` what IAM
/// calls the permission it takes.
pub(super) fn explain<E>(attempt: &str, right: &str, error: &SdkError<E, HttpResponse>) -> Error
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let explained = Error::failed(format!("cannot {attempt}"));
    match error {
        SdkError::ServiceError(_) | SdkError::ResponseError(_) => {
            let code = code_of(error).unwrap_or_else(|| "an answer that is none of S3's".to_owned());
            let message = error.as_service_error().and_then(ProvideErrorMetadata::message).unwrap_or_default();
            let status = error.raw_response().map(|response| response.status().as_u16());
            let status = status.map_or(String::new(), |status| format!(" (HTTP {status})"));
            let separator = if message.is_empty() { "" } else { ": " };
            let explained = explained.cause(format!("the store says {code}{separator}{message}{status}"));
            match hint(&code, right) {
                Some(hint) => explained.hint(hint),
                None => explained,
            }
        }
        SdkError::TimeoutError(_) => {
            explained.cause("the store did not answer in time").hint("--s3-endpoint names another address of the store")
        }
        SdkError::DispatchFailure(failure) => {
            let text = failure.as_connector_error().map(|error| innermost(error)).unwrap_or_default();
            if text.contains("credential") || text.is_empty() {
                return no_credentials(explained, &text);
            }
            explained.cause(format!("the store cannot be reached: {text}")).hint(
                "--s3-endpoint (AWS_ENDPOINT_URL_S3) names the address of a store that is not AWS, --s3-region the region",
            )
        }
        _ => {
            let text = innermost(error);
            if text.contains("credential") || text.contains("identity") {
                return no_credentials(explained, &text);
            }
            explained.cause(text)
        }
    }
}

/// There is nothing to sign with.
pub(super) fn no_credentials(error: Error, reason: &str) -> Error {
    error.cause(format!("no credentials for S3: {reason}")).hint(
        "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile with --s3-profile, or run with a web identity \
         or an instance role",
    )
}

fn hint(code: &str, right: &str) -> Option<String> {
    Some(match code {
        "NoSuchBucket" => "make the bucket first; --s3-endpoint and --s3-region say in which store it is".to_owned(),
        "AccessDenied" | "AllAccessDisabled" | "Forbidden" => {
            format!("the identity needs {right}, and kms:GenerateDataKey and kms:Decrypt where a KMS key is used")
        }
        "InvalidAccessKeyId" | "SignatureDoesNotMatch" | "InvalidToken" | "ExpiredToken" | "InvalidClientTokenId" => {
            "the credentials are not the store's: see AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN and \
             --s3-profile"
                .to_owned()
        }
        "PermanentRedirect" | "AuthorizationHeaderMalformed" | "IllegalLocationConstraintException" => {
            "the bucket is in another region: --s3-region names it".to_owned()
        }
        "RequestTimeTooSkewed" => "the clock of this machine is wrong".to_owned(),
        "SlowDown" | "ServiceUnavailable" | "InternalError" | "RequestLimitExceeded" | "Throttling" => {
            "the store is overloaded: try again later".to_owned()
        }
        "InvalidRequest" | "InvalidArgument" | "NotImplemented" | "XNotImplemented" => {
            "the store may not know what was asked for: see --s3-sse, --s3-object-lock-mode and --s3-checksum"
                .to_owned()
        }
        "QuotaExceeded" | "EntityTooLarge" | "XMinioStorageFull" => "make room in the store".to_owned(),
        _ => return None,
    })
}

/// The last error of the chain: those above it say "dispatch failure" and the like.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
