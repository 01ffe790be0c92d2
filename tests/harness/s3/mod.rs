//! Servers that speak as S3 does, real processes, and the SDK to look into them.

pub mod proxy;

use super::Tool;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region, RequestChecksumCalculation};
use aws_smithy_http_client::Builder;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// A store.
pub struct Store {
    process: Child,
    port: u16,
    access: String,
    secret: String,
    runtime: tokio::runtime::Runtime,
    client: Client,
    _folder: Option<tempfile::TempDir>,
}

/// The one that most tests share.
static MOTO: LazyLock<Store> = LazyLock::new(Store::moto);

impl Store {
    /// A store that other tests use too: see [`Store::place`].
    pub fn shared() -> &'static Self {
        &MOTO
    }

    /// moto, of a test's own.
    ///
    /// # Panics
    /// It is not installed.
    pub fn moto() -> Self {
        let root = std::env::var_os("REDIS_OPS_SERVERS").unwrap_or_else(|| "/var/cache/redis-ops-servers".into());
        let python = Path::new(&root).join("moto-5.2/bin/python");
        assert!(python.exists(), "there is no moto in {}: run tests/setup", python.display());
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/harness/s3/moto_server.py");
        let mut command = Command::new(python);
        command.arg(script).arg("0").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().expect("moto can be started");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line of moto");
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("moto said {line:?}: {error}"));
        let text = |name: &str| said[name].as_str().expect("a text").to_owned();
        let port = u16::try_from(said["port"].as_u64().expect("a port")).expect("a port");
        Self::of(process, port, text("access"), text("secret"), None)
    }

    /// s3s-fs, which is stricter in what it takes and does less: where `REDIS_OPS_S3S_FS` or the PATH has it.
    pub fn s3s_fs() -> Option<Self> {
        let on_path = || {
            let path = std::env::var_os("PATH")?;
            std::env::split_paths(&path).map(|folder| folder.join("s3s-fs")).find(|program| program.exists())
        };
        let program = std::env::var_os("REDIS_OPS_S3S_FS").map(PathBuf::from).or_else(on_path)?;
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join("backups")).expect("a bucket");
        let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let (access, secret) = ("AKEXAMPLES3S", "SKEXAMPLES3S");
        let mut command = Command::new(program);
        command.args([
            "--host",
            "127.0.0.1",
            "--port",
            &port.to_string(),
            "--access-key",
            access,
            "--secret-key",
            secret,
        ]);
        command.arg(folder.path()).stdout(Stdio::null()).stderr(Stdio::null());
        let process = command.spawn().expect("s3s-fs can be started");
        let started = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(30), "s3s-fs does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(Self::of(process, port, access.to_owned(), secret.to_owned(), Some(folder)))
    }

    fn of(process: Child, port: u16, access: String, secret: String, folder: Option<tempfile::TempDir>) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("threads");
        let config = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(Builder::new().build_http())
            .region(Region::new("us-east-1"))
            .credentials_provider(Credentials::new(&access, &secret, None, None, "test"))
            .endpoint_url(format!("http://127.0.0.1:{port}"))
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .force_path_style(true)
            .build();
        let client = Client::from_conf(config);
        Self { process, port, access, secret, runtime, client, _folder: folder }
    }

    /// A tool that knows the store and its credentials.
    pub fn tool(&self) -> Tool {
        self.tool_at(&format!("http://127.0.0.1:{}", self.port))
    }

    /// A tool that reaches the store by another address.
    pub fn tool_at(&self, endpoint: &str) -> Tool {
        self.credentials(Tool::alone()).env("AWS_ENDPOINT_URL_S3", endpoint)
    }

    /// A tool with the credentials of the store alone.
    pub fn credentials(&self, tool: Tool) -> Tool {
        tool.env("AWS_ACCESS_KEY_ID", &self.access)
            .env("AWS_SECRET_ACCESS_KEY", &self.secret)
            // No test asks the machine it runs on who it is.
            .env("AWS_EC2_METADATA_DISABLED", "true")
    }

    /// Its port on this machine.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What must stand in nothing that is said or stored.
    pub fn secrets(&self) -> [&str; 2] {
        [&self.access, &self.secret]
    }

    /// A place of a test's own in its bucket: `s3://backups/test-1003`. No place's name is the beginning of another's.
    pub fn place(&self) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(1001);
        format!("s3://backups/test-{}", NEXT.fetch_add(1, Ordering::Relaxed))
    }

    /// Keys below a place, with the bucket in front left out.
    pub fn keys(&self, place: &str) -> Vec<String> {
        let (bucket, prefix) = split(place);
        let request = self.client.list_objects_v2().bucket(bucket).prefix(prefix);
        let listed = self.runtime.block_on(request.send()).expect("a list of objects");
        listed.contents().iter().map(|object| object.key().expect("a key").to_owned()).collect()
    }

    /// Keys of uploads below a place that were begun and not ended, with how many parts each has.
    pub fn open_uploads(&self, place: &str) -> Vec<(String, usize)> {
        let (bucket, prefix) = split(place);
        let request = self.client.list_multipart_uploads().bucket(&bucket).prefix(&prefix);
        let listed = self.runtime.block_on(request.send()).expect("a list of uploads");
        let uploads = listed.uploads().iter().filter(|upload| upload.key().is_some_and(|key| key.starts_with(&prefix)));
        let parts = |key: &str, id: &str| {
            let request = self.client.list_parts().bucket(&bucket).key(key).upload_id(id);
            match self.runtime.block_on(request.send()) {
                Ok(parts) => parts.parts().len(),
                // It may have been ended in between.
                Err(error) if error.raw_response().is_some_and(|answer| answer.status().as_u16() == 404) => 0,
                // moto gives its answer another name than S3 does, which the SDK does not take.
                Err(error) => {
                    let body = error.raw_response().and_then(|answer| answer.body().bytes()).unwrap_or_default();
                    String::from_utf8_lossy(body).matches("<Part>").count()
                }
            }
        };
        uploads
            .map(|upload| {
                let (key, id) = (upload.key().expect("a key"), upload.upload_id().expect("an id"));
                (key.to_owned(), parts(key, id))
            })
            .collect()
    }

    /// Puts an object.
    pub fn put(&self, address: &str, bytes: &[u8]) {
        let (bucket, key) = split(address);
        let request = self.client.put_object().bucket(bucket).key(key).body(bytes.to_vec().into());
        self.runtime.block_on(request.send()).expect("an object can be put");
    }

    /// An object's bytes.
    pub fn get(&self, address: &str) -> Vec<u8> {
        let (bucket, key) = split(address);
        let bytes = self.runtime.block_on(async {
            let object = self.client.get_object().bucket(bucket).key(key).send().await.expect("an object");
            object.body.collect().await.expect("all of it")
        });
        bytes.into_bytes().to_vec()
    }

    /// Removes an object.
    pub fn delete(&self, address: &str) {
        let (bucket, key) = split(address);
        self.runtime.block_on(self.client.delete_object().bucket(bucket).key(key).send()).expect("it can be removed");
    }

    /// What the store says of an object.
    pub fn head(&self, address: &str) -> aws_sdk_s3::operation::head_object::HeadObjectOutput {
        let (bucket, key) = split(address);
        self.runtime.block_on(self.client.head_object().bucket(bucket).key(key).send()).expect("an object")
    }

    /// Ends it at once.
    pub fn kill(&mut self) {
        self.process.kill().expect("a process of ours");
        self.process.wait().expect("a process of ours");
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn split(place: &str) -> (String, String) {
    let rest = place.strip_prefix("s3://").expect("an s3:// address");
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    (bucket.to_owned(), prefix.to_owned())
}
