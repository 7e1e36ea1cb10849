//! A real Chromium, driven by Debian's `chromedriver` over the WebDriver protocol.
//!
//! The protocol is a dozen JSON calls; they are written out here because the libraries for it switch on features of the program's own
//! libraries, so that the program would be tested as something else than what is built.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

/// How long one command may take: the machine may be busy with everything else.
const PATIENCE: Duration = Duration::from_secs(150);
/// What a browser is started with: no window, no sandbox where it runs as root, WebGL by the processor.
const FLAGS: [&str; 12] = [
    "--headless=new",
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--hide-scrollbars",
];

/// Counts what a page's scripts ask the server, to know when they are done.
const LISTEN: &str = "(() => {
    const ask = window.fetch;
    let [open, last] = [0, performance.now()];
    const count = (change) => { open += change; last = performance.now(); };
    window.fetch = (...asked) => { count(1); return ask(...asked).finally(() => count(-1)); };
    window.isQuiet = () => open === 0 && performance.now() - last > 700;
})()";

/// Fills in the form whose action ends so, and in which the hidden fields that are given say the same, and presses its button.
const FILL: &str = "
    const [end, fields] = arguments;
    const hidden = (form, name, value) => [...form.elements].every((own) => own.name !== name || own.type !== 'hidden' || own.value === value);
    const form = [...document.querySelectorAll('main form')].find((own) => new URL(own.getAttribute('action') ?? location.href, location).pathname.endsWith(end)
        && fields.every(([name, value]) => hidden(own, name, value)));
    if (!form) return `no form ${end}`;
    for (let own = form; own; own = own.parentElement.closest('details')) if (own.tagName === 'DETAILS') own.open = true;
    let button = form.querySelector('button:not([type=button])');
    for (const [name, value] of fields) {
        const all = [...form.elements].filter((own) => own.name === name);
        const pressed = all.find((own) => own.tagName === 'BUTTON' && own.value === value);
        const ticked = all.find((own) => ['radio', 'checkbox'].includes(own.type) && own.value === value);
        if (!all.length) return `no field ${name}`;
        if (pressed) button = pressed;
        else if (ticked) { if (!ticked.checked) ticked.click(); }
        else {
            const own = all[0];
            if (own.type === 'hidden') continue;
            own.value = value;
            if (own.value !== value) return `${name} does not take ${value}`;
            own.dispatchEvent(new Event('input', { bubbles: true }));
            own.dispatchEvent(new Event('change', { bubbles: true }));
        }
    }
    const wrong = [...form.elements].find((own) => !own.checkValidity());
    button.click();
    return wrong ? `${wrong.name} does not fit` : '';
";

/// The program that drives browsers. Gone, with its browsers, when it is dropped.
pub struct Driver {
    process: Child,
    port: u16,
    folder: TempDir,
}

/// The first of these programs that is installed.
fn installed(names: &[&str]) -> Option<String> {
    let runs = |name: &&&str| {
        let mut asked = Command::new(name);
        asked
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        asked.status().is_ok_and(|status| status.success())
    };
    names.iter().find(runs).map(|name| (*name).to_owned())
}

impl Driver {
    /// Starts the driver on a free port; `None`, said plainly, where no browser is installed and `POINTIL_REQUIRE_BROWSER` does not ask for one.
    pub fn start() -> Option<Self> {
        let driver = installed(&["chromedriver"]);
        let browser = installed(&["chromium", "chromium-browser", "google-chrome"]);
        let (Some(driver), Some(_)) = (driver, browser) else {
            let required = std::env::var_os("POINTIL_REQUIRE_BROWSER").is_some();
            assert!(
                !required,
                "Chromium absent, but POINTIL_REQUIRE_BROWSER asks for it: install Debian's packages chromium and chromium-driver"
            );
            println!("Chromium absent, skipped");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let mut process = Command::new(driver)
            .arg("--port=0")
            .env("TMPDIR", folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        // What it says later has to go somewhere.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let port = port.unwrap_or_else(|| panic!("chromedriver did not say its port"));
        Some(Self {
            process,
            port,
            folder,
        })
    }

    /// A new browser that knows nothing of the others.
    pub fn open(&self, base: &str) -> Page<'_> {
        let browser =
            installed(&["chromium", "chromium-browser", "google-chrome"]).unwrap_or_default();
        let found =
            ["/usr/bin", "/usr/local/bin", "/snap/bin"].map(|folder| format!("{folder}/{browser}"));
        let binary = found
            .into_iter()
            .find(|path| std::path::Path::new(path).exists());
        let mut options = json!({ "args": FLAGS });
        if let Some(binary) = binary {
            options["binary"] = json!(binary);
        }
        let asked = json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": options,
            "timeouts": { "script": PATIENCE.as_millis() as u64, "pageLoad": PATIENCE.as_millis() as u64 },
        } } });
        let session = self.ask("POST", "/session", &asked).unwrap();
        let session = session["sessionId"].as_str().unwrap().to_owned();
        let page = Page {
            driver: self,
            session,
            base: base.to_owned(),
        };
        page.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            &json!({ "source": LISTEN }),
        );
        page.size(1280, 900);
        page
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let refused = |error: std::io::Error| format!("{method} {path}: {error}");
        let (head, bytes) = exchange(self.port, method, path, body).map_err(refused)?;
        let answer: Value =
            serde_json::from_slice(&bytes).map_err(|error| format!("{path}: {error}"))?;
        if head.starts_with("HTTP/1.1 200") {
            return Ok(answer["value"].clone());
        }
        Err(format!(
            "{path}: {}: {}",
            answer["value"]["error"], answer["value"]["message"]
        ))
    }
}

/// One request and its whole answer.
fn exchange(
    port: u16,
    method: &str,
    path: &str,
    body: &Value,
) -> std::io::Result<(String, Vec<u8>)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let body = if method == "POST" {
        body.to_string()
    } else {
        String::new()
    };
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
        head += &line;
    }
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes)?;
    Ok((head, bytes))
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Asked to, it ends its browsers first.
        let _ = exchange(self.port, "GET", "/shutdown", &Value::Null);
        for _ in 0..100 {
            if matches!(self.process.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = self.folder.path();
    }
}

/// A browser with one page.
pub struct Page<'a> {
    driver: &'a Driver,
    session: String,
    base: String,
}

impl Drop for Page<'_> {
    fn drop(&mut self) {
        let _ = self.driver.ask(
            "DELETE",
            &format!("/session/{}", self.session),
            &Value::Null,
        );
    }
}

impl Page<'_> {
    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        self.driver
            .ask(method, &format!("/session/{}/{path}", self.session), body)
    }

    fn command(&self, path: &str, body: &Value) -> Value {
        self.ask("POST", path, body).unwrap()
    }

    /// A command of Chromium's own protocol.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.command(
            "goog/cdp/execute",
            &json!({ "cmd": command, "params": parameters }),
        )
    }

    /// Goes to a path of the studio, or to a whole address.
    pub fn go(&self, path: &str) {
        let url = if path.starts_with('/') {
            format!("{}{path}", self.base)
        } else {
            path.to_owned()
        };
        self.command("url", &json!({ "url": url }));
    }

    /// The path where the browser is, without what follows a question mark or a hash.
    pub fn path(&self) -> String {
        let url = self.ask("GET", "url", &Value::Null).unwrap();
        let url = url.as_str().unwrap();
        let path = url.strip_prefix(&self.base).unwrap_or(url);
        path.split(['?', '#']).next().unwrap_or_default().to_owned()
    }

    /// Waits until something is there; what is awaited is named when patience ends.
    pub fn until<T>(&self, what: &str, mut there: impl FnMut() -> Option<T>) -> T {
        let begun = std::time::Instant::now();
        loop {
            if let Some(found) = there() {
                return found;
            }
            if begun.elapsed() > PATIENCE {
                let text = self.script("return document.body.innerText.slice(0, 2000)", &[]);
                panic!(
                    "waited in vain for {what} on {}:\n{}",
                    self.path(),
                    text.as_str().unwrap_or_default()
                );
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until the browser is at a path that fits.
    pub fn until_path(&self, what: &str, fits: impl Fn(&str) -> bool) -> String {
        let path = self.until(what, || Some(self.path()).filter(|path| fits(path)));
        self.until("the page's end", || {
            (self.script("return document.readyState", &[]) == "complete").then_some(())
        });
        path
    }

    /// Runs a script; `arguments[0]` and so on are what it is given. What it returns may be promised.
    pub fn script(&self, script: &str, arguments: &[Value]) -> Value {
        self.command(
            "execute/sync",
            &json!({ "script": script, "args": arguments }),
        )
    }

    /// The first element that fits a selector, once it is there.
    fn element(&self, css: &str) -> String {
        let body = json!({ "using": "css selector", "value": css });
        let found = self.until(css, || self.ask("POST", "element", &body).ok());
        found
            .as_object()
            .unwrap()
            .values()
            .next()
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Scrolls an element into view and clicks into its middle, as a person does; something in the way makes it wait.
    pub fn click(&self, css: &str) {
        let element = self.element(css);
        let path = format!("element/{element}/click");
        self.until(&format!("a click on {css}"), || {
            self.ask("POST", &path, &json!({})).ok()
        });
    }

    /// Types into a field in the place of what was there.
    pub fn fill(&self, name: &str, text: &str) {
        let element = self.element(&format!("main [name=\"{name}\"]"));
        self.command(&format!("element/{element}/clear"), &json!({}));
        self.command(
            &format!("element/{element}/value"),
            &json!({ "text": text }),
        );
    }

    /// Types keys into an element as they are.
    pub fn keys(&self, css: &str, text: &str) {
        let element = self.element(css);
        self.command(
            &format!("element/{element}/value"),
            &json!({ "text": text }),
        );
    }

    /// Chooses a list's entry by its value.
    pub fn choose(&self, name: &str, value: &str) {
        self.click(&format!("main [name=\"{name}\"] option[value=\"{value}\"]"));
    }

    /// Fills a form of the page in and sends it, by the button that is among the fields or by its first; then the next page is there.
    pub fn send(&self, action: &str, fields: &[(&str, &str)]) {
        self.script("document.body.dataset.left = ''", &[]);
        self.press(action, fields);
        self.until("the next page", || {
            let there =
                "return !('left' in document.body.dataset) && document.readyState === 'complete'";
            (self.script(there, &[]) == true).then_some(())
        });
    }

    /// The same without waiting for a next page.
    pub fn press(&self, action: &str, fields: &[(&str, &str)]) {
        let fields = json!(fields);
        let wrong = self.script(FILL, &[action.into(), fields]);
        assert_eq!(wrong, "", "{} on {}", wrong, self.path());
    }

    /// What an attribute of the first element that fits a selector says.
    pub fn attribute(&self, css: &str, name: &str) -> String {
        let asked =
            "return document.querySelector(arguments[0])?.getAttribute(arguments[1]) ?? null";
        self.until(css, || {
            let value = self.script(asked, &[css.into(), name.into()]);
            value.as_str().map(str::to_owned)
        })
    }

    /// Cuts the page's connection, or gives it back.
    pub fn connected(&self, is_connected: bool) {
        let network = json!({
            "offline": !is_connected, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.devtools("Network.enable", &json!({}));
        self.devtools("Network.emulateNetworkConditions", &network);
    }

    /// The visible text of an element, once it is there: asked in one go, since a page that is just left takes its elements with it.
    pub fn text(&self, css: &str) -> String {
        let asked = "const own = document.querySelector(arguments[0]); return own && own.innerText";
        self.until(css, || {
            let text = self.script(asked, &[css.into()]);
            text.as_str().map(str::to_owned)
        })
    }

    /// Presses the pointer at a place of the window, moves it over others with a pause at each, and lets go.
    pub fn drag(&self, places: &[(f64, f64)], pause: Duration) {
        let mut actions = Vec::new();
        for (k, (x, y)) in places.iter().enumerate() {
            actions.push(
                json!({ "type": "pointerMove", "duration": 20, "x": x.round(), "y": y.round() }),
            );
            if k == 0 {
                actions.push(json!({ "type": "pointerDown", "button": 0 }));
            }
            actions.push(json!({ "type": "pause", "duration": pause.as_millis() as u64 }));
        }
        actions.push(json!({ "type": "pointerUp", "button": 0 }));
        self.command("actions", &json!({ "actions": [
            { "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": actions },
        ] }));
    }

    /// Lets the page believe that its window has this size in CSS pixels.
    pub fn size(&self, width: u32, height: u32) {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Lets the device be light or dark, without movement.
    pub fn lit(&self, theme: &str) {
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": theme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.devtools("Emulation.setEmulatedMedia", &features);
    }

    /// Waits until nothing is under way: fonts are there, the table has asked the server for nothing for a while, and two frames were drawn since.
    pub fn settle(&self) {
        self.until("quiet", || {
            let quiet = "const table = document.querySelector('[data-design-table]');
                const busy = table && (!('ready' in table.dataset) || !window.isQuiet());
                return document.fonts.ready.then(() => new Promise((done) =>
                    requestAnimationFrame(() => requestAnimationFrame(() => done(!busy)))));";
            (self.script(quiet, &[]) == true).then_some(())
        });
    }

    /// What the window shows, as WebP, in base 64.
    pub fn picture(&self) -> String {
        let asked = json!({ "format": "webp", "quality": 82, "optimizeForSpeed": false });
        let answer = self.devtools("Page.captureScreenshot", &asked);
        answer["data"].as_str().unwrap().to_owned()
    }

    /// Signs the browser in by the cookie of somebody who is.
    pub fn keep_cookies(&self, cookies: &[(String, String)]) {
        for (name, value) in cookies {
            let cookie = json!({ "url": self.base, "name": name, "value": value, "httpOnly": true, "path": "/" });
            self.devtools("Network.setCookie", &cookie);
        }
    }
}
