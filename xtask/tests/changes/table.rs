//! Small changes of one document, each with what it does to calling code.

/// A change of `base.json`.
pub(crate) struct Case {
    /// What changes, as a sentence.
    pub(crate) name: &'static str,
    pub(crate) edits: &'static [Edit],
    /// Code that compiles with the old client and not with the new one. If there is none, all of
    /// `calls.rs` compiles with the new one.
    pub(crate) broken: Option<&'static str>,
    /// The first word of the verdict.
    pub(crate) verdict: &'static str,
    /// Part of the report that explains it.
    pub(crate) says: &'static str,
}

/// Pointers begin with the name of an operation or of a schema: `create/parameters`, `Note/type`.
pub(crate) enum Edit {
    Set(&'static str, &'static str),
    Remove(&'static str),
    Move(&'static str, &'static str),
}

use Edit::{Move, Remove, Set};

const fn breaks(
    name: &'static str,
    edits: &'static [Edit],
    broken: &'static str,
    says: &'static str,
) -> Case {
    Case {
        name,
        edits,
        broken: Some(broken),
        verdict: "breaking",
        says,
    }
}

/// All calling code compiles, and this is the verdict nevertheless.
const fn compiles(
    verdict: &'static str,
    name: &'static str,
    edits: &'static [Edit],
    says: &'static str,
) -> Case {
    Case {
        name,
        edits,
        broken: None,
        verdict,
        says,
    }
}

pub(crate) const CASES: &[Case] = &[
    // Parameters.
    compiles(
        "additive",
        "an optional parameter is added",
        &[Set(
            "list/parameters/-",
            r#"{"name": "after", "in": "query", "schema": {"type": "string"}}"#,
        )],
        "`list_notes` takes `after`, optional",
    ),
    breaks(
        "a required parameter is added",
        &[Set(
            "list/parameters/-",
            r#"{"name": "after", "in": "query", "required": true, "schema": {"type": "string"}}"#,
        )],
        "client.list_notes();",
        "`list_notes` requires `after: Into<String>`",
    ),
    breaks(
        "an optional parameter is removed",
        &[Remove("list/parameters/0")],
        "client.list_notes().limit(3);",
        "`list_notes` no longer takes `limit`",
    ),
    breaks(
        "a required parameter is removed",
        &[Remove("part/parameters/2")],
        r#"client.get_part("a", "b", "c");"#,
        "`get_part` no longer takes `view: Into<String>`",
    ),
    breaks(
        "an optional parameter becomes required",
        &[Set("list/parameters/0/required", "true")],
        "client.list_notes();",
        "`list_notes` requires `limit: i64`",
    ),
    breaks(
        "a required parameter becomes optional",
        &[Remove("part/parameters/2/required")],
        r#"client.get_part("a", "b", "c");"#,
        "`get_part` no longer takes `view: Into<String>`",
    ),
    breaks(
        "a required parameter is an integer instead of a string",
        &[Set("part/parameters/2/schema/type", r#""integer""#)],
        r#"client.get_part("a", "b", "c");"#,
        "`get_part` requires `view: Into<i128>` (was `view: Into<String>`)",
    ),
    breaks(
        "an optional parameter is a string instead of an integer",
        &[Set("list/parameters/0/schema", r#"{"type": "string"}"#)],
        "client.list_notes().limit(3);",
        "`list_notes.limit` takes `String` (was `i64`)",
    ),
    breaks(
        "a parameter is one string instead of a list",
        &[Set("list/parameters/2/schema", r#"{"type": "string"}"#)],
        r#"client.list_notes().label(vec!["a".to_owned()]);"#,
        "`list_notes.label` takes `String` (was `Vec<String>`)",
    ),
    compiles(
        "additive",
        "an enum of a parameter gains a value",
        &[Set("Order/enum/-", r#""random""#)],
        "`Order::Random`",
    ),
    breaks(
        "an enum of a parameter loses a value",
        &[Set("Order/enum", r#"["desc"]"#)],
        "client.list_notes().order(api::types::Order::Asc);",
        "`Order` lost `Asc`",
    ),
    breaks(
        "a parameter is any string instead of an enum",
        &[Set("list/parameters/1/schema", r#"{"type": "string"}"#)],
        "client.list_notes().order(api::types::Order::Asc);",
        "`list_notes.order` takes `String` (was `Order`)",
    ),
    breaks(
        "a parameter becomes an enum",
        &[Set("part/parameters/2/schema/enum", r#"["short", "long"]"#)],
        r#"client.get_part("a", "b", 'c');"#,
        "`get_part` requires `view: Into<GetPartView>` (was `view: Into<String>`)",
    ),
    compiles(
        "breaking",
        "a maximum of a parameter is lowered",
        &[Set("list/parameters/0/schema/maximum", "50")],
        "`list_notes.limit` has the maximum `50` (was `100`), checked before it is sent",
    ),
    compiles(
        "behaviour",
        "a maximum of a parameter is raised",
        &[Set("list/parameters/0/schema/maximum", "1000")],
        "`list_notes.limit` has the maximum `1000` (was `100`)",
    ),
    compiles(
        "breaking",
        "a minimum of a parameter becomes exclusive",
        &[
            Remove("list/parameters/0/schema/minimum"),
            Set("list/parameters/0/schema/exclusiveMinimum", "1"),
        ],
        "`list_notes.limit` has the minimum `>1` (was `1`)",
    ),
    // Without both bounds, the integer is of any size; the lock keeps its type.
    compiles(
        "behaviour",
        "a minimum of a parameter is removed",
        &[Remove("list/parameters/0/schema/minimum")],
        "`list_notes.limit` no longer has the minimum `1`",
    ),
    compiles(
        "breaking",
        "a default of a parameter changes",
        &[Set("list/parameters/0/schema/default", "30")],
        "`list_notes.limit` defaults to `30` on the server (was `20`)",
    ),
    compiles(
        "behaviour",
        "a default of a parameter is documented",
        &[Set("create/parameters/0/schema/default", r#""none""#)],
        "`create_note.x_trace` defaults to `\\\"none\\\"` on the server (was none)",
    ),
    compiles(
        "behaviour",
        "a parameter moves from the query to a header",
        &[Set("list/parameters/1/in", r#""header""#)],
        "`list_notes.order` has the location `header` (was `query`)",
    ),
    compiles(
        "breaking",
        "a parameter has another name on the wire and the same in Rust",
        &[Set("list/parameters/0/name", r#""Limit""#)],
        "`list_notes.limit` has the name on the wire `Limit` (was `limit`)",
    ),
    compiles(
        "behaviour",
        "a list in the query is joined by commas",
        &[Set("list/parameters/2/explode", "false")],
        "`list_notes.label` has the serialization `form` (was `form, exploded`)",
    ),
    compiles(
        "behaviour",
        "a parameter of the path is renamed",
        &[
            Set("delete/parameters/0/name", r#""id""#),
            Set("update/parameters/0/name", r#""id""#),
            Move("/paths/~1v1~1notes~1{note_id}", "/paths/~1v1~1notes~1{id}"),
        ],
        "`delete_note` moved to DELETE /v1/notes/{id} (was DELETE /v1/notes/{note_id}), and \
         keeps its name",
    ),
    compiles(
        "behaviour",
        "two parameters of the path change places, and their arguments do not",
        &[Move(
            "/paths/~1v1~1notes~1{note_id}~1{part}",
            "/paths/~1v1~1notes~1{part}~1{note_id}",
        )],
        "`get_part` moved to GET /v1/notes/{part}/{note_id}",
    ),
    breaks(
        "a required header is added",
        &[Set(
            "create/parameters/-",
            r#"{"name": "X-Tenant", "in": "header", "required": true, "schema": {"type":
                "string"}}"#,
        )],
        r#"client.create_note(api::types::NoteCreate::new("a", "b"));"#,
        "`create_note` requires `x_tenant: Into<String>`",
    ),
    compiles(
        "breaking",
        "a required parameter is replaced by another of its type",
        &[Set("part/parameters/2/name", r#""section""#)],
        "`get_part` takes `section` (was `view`) in this place",
    ),
    compiles(
        "documentation",
        "a parameter is described",
        &[Set("list/parameters/0/description", r#""At most.""#)],
        "the documentation of `list_notes` (`limit`)",
    ),
    // Operations.
    compiles(
        "additive",
        "an operation is added",
        &[Set(
            "/paths/~1v1~1health",
            r#"{"get": {"operationId": "check_health", "responses": {"204": {"description":
                "Fine."}}}}"#,
        )],
        "`check_health` (GET /v1/health)",
    ),
    breaks(
        "an operation is removed",
        &[Remove("delete")],
        r#"client.delete_note("a");"#,
        "`delete_note` is gone (DELETE /v1/notes/{note_id})",
    ),
    compiles(
        "documentation",
        "an operationId changes",
        &[Set("create/operationId", r#""addNote""#)],
        "`create_note` keeps its name: the operationId is now `addNote` (was `create_note`)",
    ),
    compiles(
        "behaviour",
        "an operation moves to another path",
        &[Move("/paths/~1v1~1pets", "/paths/~1v2~1animals")],
        "`adopt_pet` moved to POST /v2/animals (was POST /v1/pets), and keeps its name",
    ),
    compiles(
        "behaviour",
        "an operation has another method",
        &[Move("/paths/~1v1~1pets/post", "/paths/~1v1~1pets/put")],
        "`adopt_pet` moved to PUT /v1/pets (was POST /v1/pets)",
    ),
    breaks(
        "an operation is replaced by one that is not recognized",
        &[
            Move("/paths/~1v1~1pets", "/paths/~1v2~1animals"),
            Set("/paths/~1v2~1animals/post/operationId", r#""takeIn""#),
        ],
        "client.adopt_pet(api::types::Dog::new());",
        "`adopt_pet` is gone",
    ),
    breaks(
        "a method is renamed by hand",
        &[Set("delete/x-rust-name", r#""remove_note""#)],
        r#"client.delete_note("a");"#,
        "`delete_note` is now called `remove_note` (DELETE /v1/notes/{note_id})",
    ),
    compiles(
        "behaviour",
        "an operation is deprecated",
        &[Set("create/deprecated", "true")],
        "`create_note` is deprecated",
    ),
    compiles(
        "breaking",
        "an operation needs credentials",
        &[Remove("upload/security")],
        "`upload_file` needs bearer token (was no credentials)",
    ),
    compiles(
        "behaviour",
        "another kind of credentials is accepted too",
        &[Set("create/security", r#"[{"Bearer": []}, {"Key": []}]"#)],
        "`create_note` needs bearer token, or API key in the header `X-Key` (was bearer token)",
    ),
    compiles(
        "behaviour",
        "an operation needs no credentials any more",
        &[Set("create/security", "[]")],
        "`create_note` needs no credentials (was bearer token)",
    ),
    compiles(
        "breaking",
        "an operation needs other credentials",
        &[Set("create/security", r#"[{"Key": []}]"#)],
        "`create_note` needs API key in the header `X-Key` (was bearer token)",
    ),
    compiles(
        "breaking",
        "an operation needs two credentials",
        &[Set("create/security", r#"[{"Bearer": [], "Key": []}]"#)],
        "`create_note` needs API key in the header `X-Key` and bearer token (was bearer token)",
    ),
    compiles(
        "breaking",
        "the server moves",
        &[Set("/servers/0/url", r#""https://other.example""#)],
        "the default base URL is `https://other.example` (was `https://notes.example`)",
    ),
    compiles(
        "breaking",
        "the server is gone",
        &[Remove("/servers")],
        "the default base URL is none (was `https://notes.example`)",
    ),
    compiles(
        "documentation",
        "title and version change",
        &[Set("/info", r#"{"title": "Remarks", "version": "2.0"}"#)],
        "version: 2.0 (was 1.0)",
    ),
    compiles(
        "documentation",
        "an operation has another summary",
        &[Set("create/summary", r#""Writes a note.""#)],
        "the documentation of `create_note`",
    ),
    // Request bodies.
    compiles(
        "additive",
        "an optional property of a request is added",
        &[Set("NoteCreate/properties/color", r#"{"type": "string"}"#)],
        "`NoteCreate.color: Option<String>`",
    ),
    breaks(
        "a required property of a request is added",
        &[
            Set("NoteCreate/properties/color", r#"{"type": "string"}"#),
            Set("NoteCreate/required/-", r#""color""#),
        ],
        r#"api::types::NoteCreate::new("a", "b");"#,
        "`NoteCreate::new` requires `color: Into<String>`",
    ),
    breaks(
        "a property of a request is removed",
        &[Remove("NoteCreate/properties/kind")],
        r#"api::types::NoteCreate::new("a", "b").kind(api::types::Kind::Memo);"#,
        "`NoteCreate` lost the field `kind`",
    ),
    breaks(
        "an optional property of a request becomes required",
        &[Set("NoteCreate/required/-", r#""kind""#)],
        r#"api::types::NoteCreate::new("a", "b");"#,
        "`NoteCreate::new` requires `kind: Into<Kind>`",
    ),
    breaks(
        "a required property of a request becomes optional",
        &[Set("NoteCreate/required", r#"["text"]"#)],
        r#"api::types::NoteCreate::new("a", "b");"#,
        "`NoteCreate::new` no longer takes `subject: Into<String>`",
    ),
    breaks(
        "a property of a request has another type",
        &[Set("NoteCreate/properties/weight", r#"{"type": "string"}"#)],
        r#"api::types::NoteCreate::new("a", "b").weight(3);"#,
        "`NoteCreate.weight` is `Option<String>` (was `Option<i64>`)",
    ),
    breaks(
        "a property of a request may be null",
        &[Set(
            "NoteUpdate/properties/remark/type",
            r#"["string", "null"]"#,
        )],
        "let remark: Option<String> = api::types::NoteUpdate::new().remark;",
        "`NoteUpdate.remark` is `Option<Option<String>>` (was `Option<String>`)",
    ),
    breaks(
        "a property of a request may not be null any more",
        &[Set("NoteUpdate/properties/text/type", r#""string""#)],
        "api::types::NoteUpdate::new().text_null();",
        "`NoteUpdate.text` is `Option<String>` (was `Option<Option<String>>`)",
    ),
    compiles(
        "breaking",
        "a minimum length is raised",
        &[Set("NoteCreate/properties/text/minLength", "2")],
        "`NoteCreate.text` has the minLength `2` (was `1`), checked before it is sent",
    ),
    compiles(
        "behaviour",
        "a maximum length is raised",
        &[Set("NoteCreate/properties/text/maxLength", "200")],
        "`NoteCreate.text` has the maxLength `200` (was `100`)",
    ),
    compiles(
        "behaviour",
        "a maximum length is removed",
        &[Remove("NoteCreate/properties/text/maxLength")],
        "`NoteCreate.text` no longer has the maxLength `100`",
    ),
    compiles(
        "breaking",
        "a pattern is added",
        &[Set("NoteCreate/properties/text/pattern", r#""^[a-z]+$""#)],
        "`NoteCreate.text` has the pattern",
    ),
    compiles(
        "breaking",
        "a format is added that the client checks",
        &[Set("NoteCreate/properties/text/format", r#""uri""#)],
        "`NoteCreate.text` has the format `uri` (was none), checked before it is sent",
    ),
    compiles(
        "breaking",
        "a format changes that the client does not check",
        &[Set("NoteCreate/properties/text/format", r#""hostname""#)],
        "the document restricts requests by `format`, which the client does not check",
    ),
    compiles(
        "breaking",
        "fewer items are allowed",
        &[Set("NoteCreate/properties/tags/maxItems", "4")],
        "`NoteCreate.tags` has the maxItems `4` (was `5`), checked before it is sent",
    ),
    compiles(
        "breaking",
        "items must be unique",
        &[Set("NoteCreate/properties/tags/uniqueItems", "true")],
        "`NoteCreate.tags` has the uniqueItems `true` (was none)",
    ),
    compiles(
        "breaking",
        "items have a minimum length",
        &[Set("NoteCreate/properties/tags/items/minLength", "1")],
        "`NoteCreate.tags[]` has the minLength `1` (was none)",
    ),
    compiles(
        "breaking",
        "a default of a property changes",
        &[Set("NoteCreate/properties/weight/default", "6")],
        "`NoteCreate.weight` defaults to `6` on the server (was `5`)",
    ),
    compiles(
        "breaking",
        "a condition is added to a request",
        &[
            Set("NoteCreate/if", r#"{"required": ["kind"]}"#),
            Set("NoteCreate/then", r#"{"required": ["author"]}"#),
        ],
        "the document restricts requests by `if`, which the client does not check",
    ),
    compiles(
        "breaking",
        "a property of a request depends on another",
        &[Set(
            "NoteCreate/dependentRequired",
            r#"{"kind": ["author"]}"#,
        )],
        "the document restricts requests by `dependentRequired`",
    ),
    compiles(
        "documentation",
        "a request forbids other properties, of which the client sends none",
        &[Set("NoteCreate/additionalProperties", "false")],
        "`create_note` differs in the document only",
    ),
    compiles(
        "additive",
        "a request allows other properties",
        &[Set(
            "NoteCreate/additionalProperties",
            r#"{"type": "string"}"#,
        )],
        "`NoteCreate.additional_properties: BTreeMap<String,String>`",
    ),
    compiles(
        "breaking",
        "two required properties change places",
        &[Set(
            "NoteCreate/properties",
            r##"{
            "subject": {"type": "string"},
            "text": {"type": "string", "minLength": 1, "maxLength": 100},
            "kind": {"$ref": "#/components/schemas/Kind"},
            "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 5},
            "weight": {"type": "integer", "minimum": 0, "maximum": 10, "default": 5},
            "author": {"$ref": "#/components/schemas/Author"}
        }"##,
        )],
        "`NoteCreate::new` takes `subject` (was `text`), `text` (was `subject`) in this place",
    ),
    compiles(
        "breaking",
        "a property has another name on the wire and the same in Rust",
        &[Move(
            "NoteUpdate/properties/remark",
            "NoteUpdate/properties/Remark",
        )],
        "`NoteUpdate.remark` has the name on the wire `Remark` (was `remark`)",
    ),
    compiles(
        "breaking",
        "an operation comes under the feature of a tag",
        &[Set("create/tags", r#"["All Notes"]"#)],
        "`create_note` needs the cargo feature `all-notes` (was always there)",
    ),
    breaks(
        "a body becomes optional",
        &[Remove("create/requestBody/required")],
        r#"client.create_note(api::types::NoteCreate::new("a", "b"));"#,
        "`create_note` no longer takes `body: Into<NoteCreate>`",
    ),
    compiles(
        "behaviour",
        "a body is a form instead of JSON",
        &[Move(
            "update/requestBody/content/application~1json",
            "update/requestBody/content/application~1x-www-form-urlencoded",
        )],
        "`update_note.body` has the media type `application/x-www-form-urlencoded` (was \
         `application/json`)",
    ),
    compiles(
        "additive",
        "a body may be a form too",
        &[Set(
            "update/requestBody/content/application~1x-www-form-urlencoded",
            r##"{"schema": {"$ref": "#/components/schemas/NoteUpdate"}}"##,
        )],
        "`update_note_form` (PATCH /v1/notes/{note_id})",
    ),
    breaks(
        "a body has another schema",
        &[Set(
            "update/requestBody/content/application~1json/schema/$ref",
            r##""#/components/schemas/NoteCreate""##,
        )],
        r#"client.update_note("a", api::types::NoteUpdate::new());"#,
        "`update_note` requires `body: Into<NoteCreate>` (was `body: Into<NoteUpdate>`)",
    ),
    compiles(
        "additive",
        "a union of a request gains an alternative",
        &[
            Set("Pet/oneOf/-", r##"{"$ref": "#/components/schemas/Bird"}"##),
            Set(
                "Pet/discriminator/mapping/bird",
                r##""#/components/schemas/Bird""##,
            ),
        ],
        "`Pet::Bird`",
    ),
    breaks(
        "a union of a request loses an alternative",
        &[
            Remove("Pet/oneOf/1"),
            Remove("Pet/discriminator/mapping/dog"),
        ],
        "api::types::Pet::Dog(api::types::Dog::new());",
        "`Pet`",
    ),
    compiles(
        "breaking",
        "a value of an enum has another text and the same name",
        &[Set("Kind/enum", r#"["MEMO", "letter"]"#)],
        r#"`Kind.Memo` has the name on the wire `\"MEMO\"` (was `\"memo\"`)"#,
    ),
    compiles(
        "nothing",
        "the values of an enum are in another order",
        &[Set("Kind/enum", r#"["letter", "memo"]"#)],
        "no release is needed",
    ),
    breaks(
        "an enum allows null",
        &[Set("Kind/enum", r#"["memo", "letter", null]"#)],
        "let kind: api::types::Kind = api::types::Kind::Memo;",
        "`Kind`",
    ),
    compiles(
        "additive",
        "an optional part is added",
        &[Set("Upload/properties/author", r#"{"type": "string"}"#)],
        "`UploadFileForm",
    ),
    breaks(
        "a required part is added",
        &[
            Set("Upload/properties/owner", r#"{"type": "string"}"#),
            Set("Upload/required/-", r#""owner""#),
        ],
        "fn form(file: api::File) -> api::forms::UploadFileForm { \
         api::forms::UploadFileForm::new(file) }",
        "`UploadFileForm::new` requires `owner: Into<String>`",
    ),
    breaks(
        "a part is removed",
        &[Remove("Upload/properties/caption")],
        r#"fn form(form: api::forms::UploadFileForm) { form.caption("a"); }"#,
        "caption",
    ),
    // Responses.
    compiles(
        "additive",
        "an optional property of a response is added",
        &[Set("Note/properties/color", r#"{"type": "string"}"#)],
        "`Note.color: Option<String>`",
    ),
    compiles(
        "additive",
        "a required property of a response is added",
        &[
            Set("Note/properties/color", r#"{"type": "string"}"#),
            Set("Note/required/-", r#""color""#),
        ],
        "`Note.color: String`",
    ),
    breaks(
        "a property of a response is removed",
        &[Remove("Note/properties/remark")],
        "fn read(note: api::types::Note) { note.remark; }",
        "`Note` lost the field `remark`",
    ),
    breaks(
        "an optional property of a response becomes required",
        &[Set("Note/required/-", r#""remark""#)],
        "fn read(note: api::types::Note) -> Option<String> { note.remark }",
        "`Note.remark` is `String` (was `Option<String>`)",
    ),
    breaks(
        "a required property of a response becomes optional",
        &[Set("Note/required", r#"["id", "status", "created"]"#)],
        "fn read(note: api::types::Note) -> String { note.text }",
        "`Note.text` is `Option<String>` (was `String`)",
    ),
    breaks(
        "a required property of a response may be null",
        &[Set("Note/properties/text/type", r#"["string", "null"]"#)],
        "fn read(note: api::types::Note) -> String { note.text }",
        "`Note.text` is `Option<String>` (was `String`)",
    ),
    compiles(
        "documentation",
        "an optional property of a response may be null",
        &[Set("Note/properties/remark/type", r#"["string", "null"]"#)],
        "`list_notes` differs in the document only",
    ),
    breaks(
        "an integer of a response is a number",
        &[Set("Note/properties/rating/type", r#""number""#)],
        "fn read(note: api::types::Note) -> Option<i128> { note.rating }",
        "`Note.rating` is `Option<f64>` (was `Option<i128>`)",
    ),
    breaks(
        "a timestamp of a response is any string",
        &[Remove("Note/properties/created/format")],
        "fn read(note: api::types::Note) -> i64 { note.created.timestamp() }",
        "`Note.created` is `String` (was `DateTime<Utc>`)",
    ),
    compiles(
        "additive",
        "an enum of a response gains a value",
        &[Set("Status/enum/-", r#""lost""#)],
        "`Status::Lost`",
    ),
    breaks(
        "an enum of a response loses a value",
        &[Set("Status/enum", r#"["closed"]"#)],
        "fn read(note: api::types::Note) -> bool { note.status == api::types::Status::Open }",
        "`Status` lost `Open`",
    ),
    compiles(
        "documentation",
        "a maximum length of a response changes",
        &[Set("Note/properties/text/maxLength", "50")],
        "`Note.text` has the maxLength `50` (was `100`)",
    ),
    compiles(
        "behaviour",
        "a success has another status",
        &[Move("create/responses/201", "create/responses/200")],
        "`create_note` succeeds with 200 (was 201)",
    ),
    compiles(
        "additive",
        "an error is documented",
        &[Set(
            "create/responses/403",
            r##"{"description": "No.", "content": {"application/json": {"schema": {"$ref":
                "#/components/schemas/Problem"}}}}"##,
        )],
        "`CreateNoteError::Status403`",
    ),
    breaks(
        "an error is no longer documented",
        &[
            Set("create/responses/403", r##"{"description": "No."}"##),
            Remove("create/responses/422"),
        ],
        "fn read(error: api::errors::CreateNoteError) -> bool { matches!(error, \
         api::errors::CreateNoteError::Status422(_)) }",
        "`CreateNoteError` lost `Status422`",
    ),
    breaks(
        "the first error is documented",
        &[Set("list/responses/403", r#"{"description": "No."}"#)],
        "async fn list(client: &api::Client) -> Result<(), \
         api::Error<std::convert::Infallible>> { client.list_notes().send().await.map(drop) }",
        "`list_notes` fails with `ListNotesError` (was `Infallible`)",
    ),
    breaks(
        "an error has another body",
        &[Set(
            "create/responses/422/content/application~1json/schema",
            r##"{"$ref": "#/components/schemas/Author"}"##,
        )],
        "fn read(error: api::errors::CreateNoteError) -> String { match error { \
         api::errors::CreateNoteError::Status422(body) => body.message, _ => String::new() } }",
        "`CreateNoteError::Status422` has `(Author)` (had `(Problem)`)",
    ),
    breaks(
        "another success has another body",
        &[Set(
            "create/responses/202",
            r##"{"description": "Later.", "content": {"application/json": {"schema": {"$ref":
                "#/components/schemas/Author"}}}}"##,
        )],
        r#"async fn create(client: &api::Client) {
            client.create_note(api::types::NoteCreate::new("a",
                "b")).send().await.unwrap().into_inner().text; }"#,
        "`create_note` returns `CreateNoteResponse` (was `Note`)",
    ),
    breaks(
        "a response has a body where it had none",
        &[
            Remove("delete/responses/204"),
            Set(
                "delete/responses/200",
                r##"{"description": "Deleted.", "content": {"application/json": {"schema":
                    {"$ref": "#/components/schemas/Note"}}}}"##,
            ),
        ],
        r#"async fn delete(client: &api::Client) { let () =
            client.delete_note("a").send().await.unwrap().into_inner(); }"#,
        "`delete_note` returns `Note` (was `()`)",
    ),
    breaks(
        "a list becomes a page",
        &[Set(
            "list/responses/200/content/application~1json/schema",
            r##"{"type": "object", "required": ["data"], "properties": {"data": {"type":
                "array", "items": {"$ref": "#/components/schemas/Note"}}}}"##,
        )],
        "async fn list(client: &api::Client) { let notes: Vec<api::types::Note> = \
         client.list_notes().send().await.unwrap().into_inner(); }",
        "`list_notes` returns",
    ),
    compiles(
        "breaking",
        "a string of a response has another media type",
        &[Move(
            "part/responses/200/content/text~1plain",
            "part/responses/200/content/text~1csv",
        )],
        "has the media types of responses `text/csv` (was `text/plain`)",
    ),
    compiles(
        "additive",
        "a union of a response gains an alternative",
        &[
            Set("Guest/oneOf/-", r##"{"$ref": "#/components/schemas/Elf"}"##),
            Set(
                "Guest/discriminator/mapping/elf",
                r##""#/components/schemas/Elf""##,
            ),
            Set(
                "/components/schemas/Elf",
                r#"{"type": "object", "required": ["form"], "properties": {"form": {"const":
                    "elf"}}}"#,
            ),
        ],
        "`Guest::Elf`",
    ),
    breaks(
        "a union of a response loses an alternative",
        &[
            Remove("Guest/oneOf/1"),
            Remove("Guest/discriminator/mapping/ghost"),
        ],
        "fn read(home: api::types::Home) -> bool { matches!(home.guest, \
         api::types::Guest::Ghost(_)) }",
        "`Guest`",
    ),
    breaks(
        "another value selects an alternative of a response",
        &[
            Remove("Guest/discriminator/mapping/ghost"),
            Set(
                "Guest/discriminator/mapping/spirit",
                r##""#/components/schemas/Ghost""##,
            ),
            Set("Ghost/properties/form", r#"{"type": "string"}"#),
        ],
        "fn read(home: api::types::Home) -> bool { \
         matches!(home.guest, api::types::Guest::Ghost(_)) }",
        "`Guest` lost `Ghost`",
    ),
    breaks(
        "the values of a map have another type",
        &[Set(
            "Stored/properties/extra/additionalProperties/type",
            r#""integer""#,
        )],
        "fn read(stored: api::types::Stored) -> Option<BTreeMap<String, String>> { stored.extra }",
        "`Stored.extra` is",
    ),
    // Schemas.
    breaks(
        "a schema is renamed",
        &[
            Move("Author", "/components/schemas/Writer"),
            Set(
                "NoteCreate/properties/author/$ref",
                r##""#/components/schemas/Writer""##,
            ),
            Set(
                "Note/properties/author/$ref",
                r##""#/components/schemas/Writer""##,
            ),
        ],
        r#"api::types::Author::new("a");"#,
        "the type `Author` is gone; `Writer` has the same members",
    ),
    breaks(
        "a schema that is sent and received loses a property",
        &[Remove("Author/properties/mail")],
        r#"api::types::Author::new("a").mail("b");"#,
        "`Author` lost the field `mail`",
    ),
    compiles(
        "documentation",
        "a schema is described",
        &[Set("Note/description", r#""A note.""#)],
        "the documentation of `Note`",
    ),
    compiles(
        "documentation",
        "an example is added",
        &[Set("Note/properties/text/examples", r#"["Hello"]"#)],
        "`create_note` differs in the document only",
    ),
    compiles(
        "behaviour",
        "a property is deprecated",
        &[Set("Note/properties/remark/deprecated", "true")],
        "`Note.remark` is deprecated",
    ),
    // Servers, credentials and media types.
    compiles(
        "breaking",
        "an operation has a server of its own",
        &[Set("create/servers", r#"[{"url": "https://up.example"}]"#)],
        "`create_note` is sent to `https://up.example` (was the client's base URL)",
    ),
    compiles(
        "breaking",
        "a path has a server of its own",
        &[Set(
            "/paths/~1v1~1files/servers",
            r#"[{"url": "https://up.example"}]"#,
        )],
        "`upload_file` is sent to `https://up.example` (was the client's base URL)",
    ),
    compiles(
        "breaking",
        "an own server that is not encrypted",
        &[Set("create/servers", r#"[{"url": "http://up.example"}]"#)],
        "the client refuses the server `http://up.example` of `create_note`",
    ),
    compiles(
        "breaking",
        "a variable of the server has another default",
        &[Set(
            "/servers",
            r#"[{"url": "https://{region}.example", "variables": {"region": {"default": "eu"}}}]"#,
        )],
        "the default base URL is `https://eu.example` (was `https://notes.example`)",
    ),
    compiles(
        "breaking",
        "an operation needs a scope",
        &[Set("create/security", r#"[{"Bearer": ["write"]}]"#)],
        "`create_note` needs the scopes `write` (was no scopes)",
    ),
    compiles(
        "breaking",
        "all operations need a scope, and one has a new parameter",
        &[
            Set("/security", r#"[{"Bearer": ["all"]}]"#),
            Set(
                "list/parameters/-",
                r#"{"name": "after", "in": "query", "schema": {"type": "string"}}"#,
            ),
        ],
        "`list_notes` needs the scopes `all` (was no scopes)",
    ),
    compiles(
        "breaking",
        "a user and a password are needed instead of a token",
        &[Set(
            "/components/securitySchemes/Bearer/scheme",
            r#""basic""#,
        )],
        "`delete_note` needs basic (was bearer token)",
    ),
    compiles(
        "documentation",
        "a security scheme has another name",
        &[
            Move(
                "/components/securitySchemes/Bearer",
                "/components/securitySchemes/Token",
            ),
            Set("/security", r#"[{"Token": []}]"#),
        ],
        "security: [{\\\"Token\\\":[]}]",
    ),
    compiles(
        "behaviour",
        "JSON of a response has a media type of its own",
        &[Move(
            "create/responses/201/content/application~1json",
            "create/responses/201/content/application~1vnd.notes+json",
        )],
        "has the media types of responses `application/vnd.notes+json`",
    ),
    compiles(
        "behaviour",
        "JSON of a request has a media type of its own",
        &[Move(
            "create/requestBody/content/application~1json",
            "create/requestBody/content/application~1vnd.notes+json",
        )],
        "`create_note.body` has the media type `application/vnd.notes+json`",
    ),
    compiles(
        "additive",
        "a string of a response may be JSON, which another method asks for",
        &[Set(
            "part/responses/200/content/application~1json",
            r#"{"schema": {"type": "string"}}"#,
        )],
        "`get_part` has `send_json()`",
    ),
    compiles(
        "behaviour",
        "a part has a media type",
        &[Set(
            "upload/requestBody/content/multipart~1form-data/encoding",
            r#"{"caption": {"contentType": "text/html"}}"#,
        )],
        "`upload_file.part caption` has the media type `text/html` (was none)",
    ),
    // What comes together with an addition.
    compiles(
        "breaking",
        "a request requires a property that it does not declare",
        &[Set("NoteCreate/required/-", r#""ghost""#)],
        "the document restricts requests by `required`, which the client does not check",
    ),
    compiles(
        "breaking",
        "a request has one more optional property, and needs one of them",
        &[
            Set("NoteUpdate/properties/color", r#"{"type": "string"}"#),
            Set("NoteUpdate/minProperties", "1"),
        ],
        "the document restricts requests by `minProperties`",
    ),
    compiles(
        "breaking",
        "a number of a request is divided by another",
        &[
            Set("NoteCreate/properties/weight/multipleOf", "5"),
            Set("NoteCreate/properties/color", r#"{"type": "string"}"#),
        ],
        "`NoteCreate.weight` has the multipleOf `5` (was none), checked before it is sent",
    ),
    compiles(
        "breaking",
        "parameters of the path are listed in another order",
        &[Set(
            "part/parameters",
            r#"[
                {"name": "part", "in": "path", "required": true, "schema": {"type": "string"}},
                {"name": "note_id", "in": "path", "required": true, "schema": {"type": "string"}},
                {"name": "view", "in": "query", "required": true, "schema": {"type": "string"}}
            ]"#,
        )],
        "`get_part` takes `part` (was `note_id`), `note_id` (was `part`) in this place",
    ),
    breaks(
        "two operations exchange their operationIds",
        &[
            Set("create/operationId", r#""list_notes""#),
            Set("list/operationId", r#""create_note""#),
        ],
        "client.list_notes().limit(3);",
        "`list_notes` no longer takes `limit`",
    ),
    compiles(
        "breaking",
        "a property of a request is for responses only",
        &[Set("Author/properties/mail/readOnly", "true")],
        "`Author.mail` has the direction `in responses only` (was none)",
    ),
    // Responses and annotations.
    breaks(
        "a response may be null",
        &[Set(
            "create/responses/201/content/application~1json/schema",
            r##"{"anyOf": [{"$ref": "#/components/schemas/Note"}, {"type": "null"}]}"##,
        )],
        r#"async fn create(client: &api::Client) -> String {
            client.create_note(api::types::NoteCreate::new("a",
                "b")).send().await.unwrap().into_inner().text }"#,
        "`create_note` returns `Option<Note>` (was `Note`)",
    ),
    compiles(
        "additive",
        "all other errors are documented beside one",
        &[Set(
            "create/responses/default",
            r##"{"description": "No.", "content": {"application/json": {"schema": {"$ref":
                "#/components/schemas/Problem"}}}}"##,
        )],
        "`CreateNoteError::Default`",
    ),
    breaks(
        "an error has a range of statuses instead of one",
        &[Move("create/responses/422", "create/responses/4XX")],
        "fn read(error: api::errors::CreateNoteError) -> bool { matches!(error, \
         api::errors::CreateNoteError::Status422(_)) }",
        "`CreateNoteError` lost `Status422`",
    ),
    compiles(
        "behaviour",
        "a success has a range of statuses instead of one",
        &[Move("create/responses/201", "create/responses/2XX")],
        "`create_note` succeeds with 2XX (was 201)",
    ),
    breaks(
        "a timestamp of a response is a date",
        &[Set("Note/properties/created/format", r#""date""#)],
        "fn read(note: api::types::Note) -> i64 { note.created.timestamp() }",
        "`Note.created` is `NaiveDate` (was `DateTime<Utc>`)",
    ),
    breaks(
        "an identifier of a response is any string",
        &[Remove("Note/properties/id/format")],
        "fn read(note: api::types::Note) -> u128 { note.id.as_u128() }",
        "`Note.id` is `String` (was `Uuid`)",
    ),
    breaks(
        "an integer of a response has a width",
        &[Set("Note/properties/rating/format", r#""int32""#)],
        "fn read(note: api::types::Note) -> Option<i128> { note.rating }",
        "`Note.rating` is `Option<i64>` (was `Option<i128>`)",
    ),
    breaks(
        "a file is a list of files",
        &[Set(
            "Upload/properties/file",
            r#"{"type": "array", "items": {"type": "string", "format": "binary"}}"#,
        )],
        "fn form(file: api::File) -> api::forms::UploadFileForm { \
         api::forms::UploadFileForm::new(file) }",
        "`UploadFileForm::new` requires",
    ),
    compiles(
        "additive",
        "a schema is added that no operation uses",
        &[Set(
            "/components/schemas/Fish",
            r#"{"type": "object", "properties": {"name": {"type": "string"}}}"#,
        )],
        "Fish",
    ),
    compiles(
        "behaviour",
        "a path ends with a slash",
        &[Move("/paths/~1v1~1pets", "/paths/~1v1~1pets~1")],
        "`adopt_pet` moved to POST /v1/pets/ (was POST /v1/pets), and keeps its name",
    ),
    compiles(
        "behaviour",
        "a parameter is deprecated",
        &[Set("list/parameters/0/deprecated", "true")],
        "`list_notes.limit` is deprecated",
    ),
    compiles(
        "documentation",
        "a callback is described",
        &[Set(
            "create/callbacks",
            r#"{"done": {"{$request.body#/url}": {"post": {"responses": {"200": {"description":
                "Received."}}}}}}"#,
        )],
        "`create_note` differs in the document only (/callbacks)",
    ),
    compiles(
        "documentation",
        "a response has a header and a link",
        &[
            Set(
                "create/responses/201/headers",
                r#"{"X-Left": {"schema": {"type": "integer"}}}"#,
            ),
            Set(
                "create/responses/201/links",
                r#"{"part": {"operationId": "get_part"}}"#,
            ),
        ],
        "`create_note` differs in the document only",
    ),
];
