//! The tables of the practice and of its messages.

use super::*;

pub mod practice_clock {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "practice_clock")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub studio: Uuid,
        pub writes: i64,
    }

    plain!();
}

pub mod practice_record {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "practice_record")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub studio: Uuid,
        pub client: Option<Uuid>,
        pub kind: String,
        pub state: String,
        pub from_at: Option<i64>,
        pub until_at: Option<i64>,
        pub is_long: i64,
        pub due_at: Option<i64>,
        pub revision: i64,
        pub format: i64,
        pub document: String,
        pub document_hash: Vec<u8>,
        pub kept_by_law: i64,
        pub created_at: i64,
        pub edited_at: i64,
        pub actor_kind: String,
        pub actor: Option<Uuid>,
    }

    plain!();
}

pub mod practice_revision {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "practice_revision")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub record: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub revision: i64,
        pub state: String,
        pub format: i64,
        pub difference: Vec<u8>,
        pub digest: Vec<u8>,
        pub document_hash: Vec<u8>,
        pub at: i64,
        pub actor_kind: String,
        pub actor: Option<Uuid>,
    }

    plain!();
}

pub mod practice_key {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "practice_key")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub studio: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub value: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub record: Uuid,
    }

    plain!();
}

pub mod practice_commit {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "practice_commit")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub studio: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub request: Vec<u8>,
        pub answer: String,
        pub at: i64,
    }

    plain!();
}

pub mod private_link_record {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "private_link_record")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub link: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub record: Uuid,
    }

    plain!();
}

pub mod message {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "message")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub studio: Uuid,
        pub client: Option<Uuid>,
        pub record: Option<Uuid>,
        pub cause: String,
        pub channel: String,
        pub recipient: String,
        pub template: String,
        pub parameters: String,
        pub state: String,
        pub due_at: i64,
        pub next_at: i64,
        pub attempts: i64,
        pub claim: Option<Uuid>,
        pub claimed_by: Option<String>,
        pub claim_ends_at: Option<i64>,
        pub fault: Option<String>,
        pub created_at: i64,
        pub changed_at: i64,
    }

    plain!();
}
