// Code that uses every part of the client of `base.json`. Above each function are the operations
// whose changes it is compiled after.

// create
pub async fn create(client: &api::Client) -> Result<(), api::Error> {
    let author = api::types::Author::new("Ada").mail("ada@notes.example");
    let request = api::types::NoteCreate::new("text", "subject")
        .kind(api::types::Kind::Memo)
        .tags(["a".to_owned()])
        .weight(3)
        .author(author);
    let _: (&String, &String) = (&request.text, &request.subject);
    let _: &Option<api::types::Kind> = &request.kind;
    let _: Option<i64> = request.weight;
    match client.create_note(request).x_trace("t").send().await {
        Ok(note) => read(&note),
        Err(error) => match error.api() {
            Some(api::errors::CreateNoteError::Status422(problem)) => {
                let _: (&String, Option<i128>) = (&problem.message, problem.code);
            }
            _ => return Err(error.into()),
        },
    }
    Ok(())
}

// create, list, update
fn read(note: &api::types::Note) {
    let _: &str = &note.text;
    let _: &Option<String> = &note.remark;
    let _: Option<i128> = note.rating;
    let _: i64 = note.created.timestamp();
    let _: Option<&String> = note.author.as_ref().map(|author| &author.name);
    match &note.status {
        api::types::Status::Open | api::types::Status::Closed => {}
        _ => {}
    }
    let _: String = note.id.to_string();
}

// list
pub async fn list(client: &api::Client) -> Result<Vec<api::types::Note>, api::Error> {
    let call = client
        .list_notes()
        .limit(3)
        .order(api::types::Order::Desc)
        .label(vec!["a".to_owned()]);
    let call: api::builder::ListNotes = call;
    Ok(call.send().await?.into_inner())
}

// part
pub async fn part(client: &api::Client) -> Result<String, api::Error> {
    Ok(client.get_part("id", "head", "short").send().await?.into_inner())
}

// update
pub async fn update(client: &api::Client) -> Result<(), api::Error> {
    let request = api::types::NoteUpdate::new().text_null().remark("r");
    let _: &Option<Option<String>> = &request.text;
    let note = client.update_note("id", request).send().await?;
    read(&note);
    Ok(())
}

// adopt
pub async fn adopt(client: &api::Client) -> Result<(), api::Error> {
    let pets = [
        api::types::Pet::Cat(api::types::Cat::new(7)),
        api::types::Dog::new().name("Rex").into(),
    ];
    for pet in pets {
        let home = client.adopt_pet(pet).send().await?;
        let _: &String = &home.street;
        match &home.guest {
            api::types::Guest::Person(person) => drop::<i128>(person.age),
            api::types::Guest::Ghost(_) => {}
            _ => {}
        }
    }
    Ok(())
}

// upload
pub async fn upload(client: &api::Client, file: api::File) -> Result<i128, api::Error> {
    let form = api::forms::UploadFileForm::new(file).caption("c");
    let stored = client.upload_file(form).send().await?;
    let _: &Option<BTreeMap<String, String>> = &stored.extra;
    Ok(stored.size)
}

// create
pub fn values() -> Option<api::types::Kind> {
    let kind: api::types::Kind = "memo".parse().ok()?;
    let text: &str = kind.as_ref();
    let _ = text.len();
    let again = kind.clone();
    (again == kind && format!("{kind:?}") != format!("{kind}")).then_some(kind)
}

// delete
pub async fn delete(client: &api::Client) -> Result<(), api::Error> {
    let () = client.delete_note("id").send().await?.into_inner();
    Ok(())
}
