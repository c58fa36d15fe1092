//! The table of problem codes.

use actix_web::http::StatusCode;

use crate::text::Text;

/// Makes [`Code`] and its table from one list: variant, wire name, status, title and description in both languages.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $status:ident, ($title_zh:literal, $title_en:literal), ($zh:literal, $en:literal);)+) => {
        /// The reasons a request is refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $variant,)+ }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The HTTP status that goes with it.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status),+ }
            }

            /// The title, the same for every problem of this code.
            #[must_use]
            pub fn title(self) -> Text {
                match self { $(Self::$variant => Text { zh: $title_zh.to_owned(), en: $title_en.to_owned() }),+ }
            }

            /// What it means and what to do.
            #[must_use]
            pub fn description(self) -> Text {
                match self { $(Self::$variant => Text { zh: $zh.to_owned(), en: $en.to_owned() }),+ }
            }
        }
    };
}

codes! {
    /// The request is not HTTP as its grammar has it (RFC 9112 §3), or has no `Host`.
    MalformedRequest = "malformed_request", BAD_REQUEST, ("请求不合 HTTP 语法", "Malformed request"),
        ("请求行或请求头不合 HTTP 语法：地址中的汉字等须用 UTF-8 百分号编码（民 写作 %E6%B0%91），请求头须有 Host", "The request line or a header is not of HTTP's grammar: characters beyond ASCII are percent-encoded UTF-8 in an address (民 is %E6%B0%91), and there has to be a Host header");
    /// The body is not JSON (RFC 8259).
    MalformedJson = "malformed_json", BAD_REQUEST, ("JSON 格式错误", "Malformed JSON"),
        ("请求体不是合法的 JSON", "The body is not valid JSON");
    /// A query parameter is unknown or has a value that is not allowed.
    InvalidParameter = "invalid_parameter", BAD_REQUEST, ("查询参数有误", "Invalid parameter"),
        ("有查询参数不认识，或取值不被允许", "A query parameter is unknown or has a value that is not allowed");
    /// The cursor was not made by this service for this very list.
    InvalidCursor = "invalid_cursor", BAD_REQUEST, ("游标无效", "Invalid cursor"),
        ("cursor 必须原样取自同一列表（同样的筛选与排序）上一页的 next_cursor", "cursor must be the next_cursor of the previous page of the same list, with the same filters and sort");
    /// A request header has a value that cannot be used.
    InvalidHeader = "invalid_header", BAD_REQUEST, ("请求头有误", "Invalid header"),
        ("有请求头的取值不合要求", "A request header has a value that cannot be used");
    /// A change of this kind needs a reason.
    ChangeReasonRequired = "change_reason_required", BAD_REQUEST, ("需要说明理由", "A reason is needed"),
        ("作废、恢复记录，以及登记、更正影响往年数据的记录，须在 X-Change-Reason 请求头或 reason 查询参数中说明理由", "To void or restore a record, or to enter or change what figures of a past year read, say why in the header X-Change-Reason or the query parameter reason");
    /// No token, or one that is not (any longer) valid.
    Unauthenticated = "unauthenticated", UNAUTHORIZED, ("需要有效的令牌", "A valid token is needed"),
        ("请在 Authorization 请求头中带上有效的令牌：Bearer fz_…；令牌可能缺失、写错、过期或已被撤销", "Send a valid token in the Authorization header: Bearer fz_…; yours is missing, mistyped, expired or revoked");
    /// A page of another origin asks, and that is not allowed (Fetch, CORS protocol).
    OriginNotAllowed = "origin_not_allowed", FORBIDDEN, ("不接受来自该网页的请求", "Origin not allowed"),
        ("本服务不接受来自这个网址的网页直接访问；请管理员把它写进 FAZHI_CORS_ORIGINS，或经同一网址的反向代理访问", "Pages of this origin may not ask this service: have your administrator add it to FAZHI_CORS_ORIGINS, or use a reverse proxy of the page's own origin");
    /// The role does not allow this operation.
    Forbidden = "forbidden", FORBIDDEN, ("角色无此权限", "Not allowed for this role"),
        ("您的角色不能做这项操作", "Your role may not do this");
    /// Unknown, or out of the caller's reach: the two look the same.
    NotFound = "not_found", NOT_FOUND, ("找不到", "Not found"),
        ("没有这个资源，或者它不在您的权限范围内", "There is no such resource, or it is out of your reach");
    /// The path is known, the method is not offered there.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, ("方法不适用", "Method not allowed"),
        ("这个地址不支持该方法，允许的方法见 Allow", "This address does not offer the method, see Allow for those it does");
    /// The answer cannot be had in a type the client accepts.
    NotAcceptable = "not_acceptable", NOT_ACCEPTABLE, ("无法提供所要的格式", "Not acceptable"),
        ("本服务只提供 application/json", "The service answers in application/json");
    /// The client took too long to send the request.
    RequestTimeout = "request_timeout", REQUEST_TIMEOUT, ("请求超时", "Request timeout"),
        ("请求没有在规定时间内发完", "The request was not sent in time");
    /// The request contradicts the state of the record or another record.
    Conflict = "conflict", CONFLICT, ("与现有数据冲突", "Conflict"),
        ("请求与现有数据冲突", "The request conflicts with what is stored");
    /// The record is voided; it must be restored before it can be changed.
    RecordVoided = "record_voided", CONFLICT, ("记录已作废", "Record is voided"),
        ("记录已作废，请先恢复再修改", "The record is voided, restore it before you change it");
    /// The record is not voided, so it cannot be restored.
    RecordNotVoided = "record_not_voided", CONFLICT, ("记录未作废", "Record is not voided"),
        ("记录没有作废，无需恢复", "The record is not voided, there is nothing to restore");
    /// The change would alter figures of a report that is published.
    ReportPublished = "report_published", CONFLICT, ("年度报告已公布", "The report is published"),
        ("这项改动会改变已公布年度报告的数字；请县级先启动更正，改完后重新报送、公布", "The change would alter figures of a published report; have the county reopen the report first, and submit and publish it again afterwards");
    /// The county does not allow the names of parties to be recorded.
    PartyNamesOff = "party_names_off", CONFLICT, ("未启用当事人姓名", "Party names are off"),
        ("该县没有启用当事人姓名登记：只登记人数，已有的只以掩码显示；由县级在 /regions/{code}/personal-data 启用", "The county has not switched the names of parties on: parties are counted only, and those recorded before are masked; its officer switches it on at /regions/{code}/personal-data");
    /// Another request with the same `Idempotency-Key` is being worked on.
    IdempotencyKeyInFlight = "idempotency_key_in_flight", CONFLICT, ("同一请求正在处理", "Request in flight"),
        ("带有同一 Idempotency-Key 的请求正在处理，请稍后重试", "A request with this Idempotency-Key is being worked on, try again shortly");
    /// `If-Match` does not name the current version.
    PreconditionFailed = "precondition_failed", PRECONDITION_FAILED, ("记录已被他人修改", "The record has changed"),
        ("If-Match 与当前版本不符：记录已被修改；请读取最新版本（ETag）后重试", "If-Match does not name the current version: the record has changed; read it again (ETag) and retry");
    /// `If-Match` names the current version, as a proxy has altered it (RFC 9110 §8.8.3.2, §13.1.1).
    EtagAltered = "etag_altered", PRECONDITION_FAILED, ("ETag 被代理改动", "A proxy has altered the ETag"),
        ("If-Match 中的 ETag 被代理改动过（加了 W/，或加了 -gzip 之类的后缀），记录没有变；请去掉改动后重试，当前的 ETag 见答复头。根治办法：关闭代理对本服务的压缩，或让代理把 Accept-Encoding 传给本服务", "A proxy has altered the ETag in If-Match (made it weak, or added a suffix such as -gzip); the record has not changed. Retry with the tag as it was, which is in the answer's ETag. To cure it, turn the proxy's compression of this service off, or have it pass Accept-Encoding on");
    /// The body is larger than allowed.
    BodyTooLarge = "body_too_large", PAYLOAD_TOO_LARGE, ("内容过大", "Body too large"),
        ("请求体超过了允许的大小", "The body is larger than allowed");
    /// The request target is longer than allowed.
    UriTooLong = "uri_too_long", URI_TOO_LONG, ("地址过长", "Address too long"),
        ("请求地址超过了允许的长度", "The request target is longer than allowed");
    /// The body is not in a media type this operation reads.
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, ("不支持的内容类型", "Unsupported media type"),
        ("请求体的 Content-Type 必须是 application/json（PATCH 也可用 application/merge-patch+json）", "The body's Content-Type must be application/json (for PATCH also application/merge-patch+json)");
    /// The body is JSON but breaks rules.
    InvalidBody = "invalid_body", UNPROCESSABLE_ENTITY, ("内容不合要求", "Invalid body"),
        ("提交的内容不合要求", "The body breaks the rules");
    /// The `Idempotency-Key` was used with another request.
    IdempotencyKeyReused = "idempotency_key_reused", UNPROCESSABLE_ENTITY, ("Idempotency-Key 已被另一请求使用", "Idempotency-Key reused"),
        ("这个 Idempotency-Key 已用于内容不同的请求；新请求请换新的键", "This Idempotency-Key was used with another request; use a new key for a new request");
    /// The question takes more than one question may.
    QueryTooLarge = "query_too_large", UNPROCESSABLE_ENTITY, ("查询范围过大", "Query too large"),
        ("查询涉及的记录过多，已停止；请按地区（region、township、county）、年份（year）或日期（from、to）缩小范围", "The question is about more records than one question may be and was given up; narrow it by place (region, township, county), year or days (from, to)");
    /// A change needs `If-Match` (RFC 6585 §3).
    PreconditionRequired = "precondition_required", PRECONDITION_REQUIRED, ("需要 If-Match", "If-Match is required"),
        ("修改记录必须带 If-Match，取值为读取该记录时得到的 ETag", "A change needs If-Match with the ETag of the record as you read it");
    /// The token has made as many requests as it may (RFC 6585 §4).
    RateLimited = "rate_limited", TOO_MANY_REQUESTS, ("请求过于频繁", "Too many requests"),
        ("这个令牌的请求超过了限额，什么都没有改动；请按 Retry-After 稍后重试", "The token has made as many requests as it may, nothing was changed; try again after Retry-After");
    /// The account has as many requests under way as it may (RFC 6585 §4).
    TooManyAtOnce = "too_many_at_once", TOO_MANY_REQUESTS, ("同时进行的请求过多", "Too many requests at once"),
        ("这个账户同时进行的请求过多，什么都没有改动；请等前面的请求答复后再发，或按 Retry-After 稍后重试", "The account has as many requests under way as it may, nothing was changed; wait for their answers, or try again after Retry-After");
    /// Too many requests without a valid token came from the address (RFC 6585 §4).
    TooManyFailures = "too_many_failures", TOO_MANY_REQUESTS, ("令牌无效的请求过多", "Too many failures"),
        ("令牌无效，而且从您的地址来了太多这样的请求；请检查令牌，按 Retry-After 稍后重试", "The token is not valid, and too many such requests came from your address; check the token and try again after Retry-After");
    /// The township has added as many bytes today as it may (RFC 6585 §4).
    DailyQuotaExceeded = "daily_quota_exceeded", TOO_MANY_REQUESTS, ("今日数据量已达上限", "Daily quota exceeded"),
        ("该乡镇今日（北京时间）新增的数据量已达上限，什么都没有改动；请按 Retry-After 于次日重试，或请管理员核查是否正常", "The township has added as much data today (Beijing time) as it may, nothing was changed; try again after Retry-After, when the next day has begun, or ask your administrator whether all is as it should be");
    /// The head of the request is larger than allowed.
    HeadersTooLarge = "headers_too_large", REQUEST_HEADER_FIELDS_TOO_LARGE, ("请求头过大", "Headers too large"),
        ("请求头超过了允许的大小", "The headers are larger than allowed");
    /// A fault of the service.
    Internal = "internal", INTERNAL_SERVER_ERROR, ("服务内部错误", "Internal error"),
        ("服务出错，已记录；请把 request_id 告诉管理员", "The service failed and noted it; tell your administrator the request_id");
    /// The database cannot be used right now.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE, ("暂时不可用", "Temporarily unavailable"),
        ("数据库暂时不可用，什么都没有写入；请按 Retry-After 稍后重试", "The database cannot be used right now, nothing was written; try again after Retry-After");
    /// The database broke off while it was storing a change: nobody knows whether it is stored.
    OutcomeUnknown = "outcome_unknown", SERVICE_UNAVAILABLE, ("结果不明", "Outcome unknown"),
        ("数据库在写入时中断，改动可能已写入，也可能没有；请带同一 Idempotency-Key 重发，或先读取再决定", "The database broke off while storing the change, which may be stored or not; send it again with the same Idempotency-Key, or read before you decide");
}

impl Code {
    /// The code with this wire name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}
