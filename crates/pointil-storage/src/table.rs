//! The tables as types, one module each; the columns are explained in the migrations. Nothing here leaves the crate.

use sea_orm::entity::prelude::*;

/// What the derived entities ask for and these tables do without.
macro_rules! plain {
    () => {
        #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
        pub enum Relation {}

        impl ActiveModelBehavior for ActiveModel {}
    };
}

mod practice;

pub use practice::*;

pub mod studio {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "studio")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub name: String,
        pub currency: String,
        pub time_zone: String,
        pub keeping_years: i64,
        pub settings: String,
        pub salt: Vec<u8>,
        pub revision: i64,
        pub created_at: i64,
    }

    plain!();
}

pub mod audit_head {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_head")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub studio: Uuid,
        pub events: i64,
        pub hash: Vec<u8>,
    }

    plain!();
}

pub mod audit_event {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_event")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub studio: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub at: i64,
        pub actor_kind: String,
        pub actor: Option<Uuid>,
        pub action: String,
        pub subject: Uuid,
        pub client: Option<Uuid>,
        pub before: Option<Vec<u8>>,
        pub after: Option<Vec<u8>>,
        pub previous: Vec<u8>,
        pub hash: Vec<u8>,
    }

    plain!();
}

pub mod account {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub studio: Uuid,
        pub name: String,
        pub email: String,
        pub email_key: String,
        pub role: String,
        pub password_hash: String,
        pub revision: i64,
        pub created_at: i64,
        pub closed_at: Option<i64>,
    }

    plain!();
}

pub mod sign_in {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub studio: Uuid,
        pub account: Uuid,
        pub token_hash: Vec<u8>,
        pub device: String,
        pub created_at: i64,
        pub last_seen_at: i64,
        pub ends_at: i64,
        pub revoked_at: Option<i64>,
    }

    plain!();
}

pub mod sign_in_failure {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in_failure")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub studio: Uuid,
        pub subject: Vec<u8>,
        pub at: i64,
    }

    plain!();
}

pub mod object {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "object")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub studio: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub address: Vec<u8>,
        pub path: String,
        pub size: i64,
        pub wrapped_key: Vec<u8>,
        pub key_version: i64,
        pub created_at: i64,
    }

    plain!();
}

pub mod photograph {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "photograph")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub studio: Uuid,
        pub client: Uuid,
        pub pose: String,
        pub taken_on: Option<String>,
        pub media_type: String,
        pub width: i64,
        pub height: i64,
        pub original: Vec<u8>,
        pub thumbnail: Vec<u8>,
        pub thumbnail_media_type: String,
        pub document: Option<String>,
        pub revision: i64,
        pub created_at: i64,
    }

    plain!();
}

pub mod client {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "client")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub studio: Uuid,
        pub given_name: String,
        pub family_name: String,
        pub preferred_name: Option<String>,
        pub birth_date: Option<String>,
        pub phone: Option<String>,
        pub email: Option<String>,
        pub notes: String,
        pub sort_key: String,
        pub name_key: Option<String>,
        pub phone_key: Option<String>,
        pub email_key: Option<String>,
        pub salt: Vec<u8>,
        pub revision: i64,
        pub created_at: i64,
        pub edited_at: i64,
        pub merged_into: Option<Uuid>,
        pub erased_at: Option<i64>,
        pub kept_until: Option<String>,
    }

    plain!();
}

pub mod client_term {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "client_term")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub studio: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub term: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub client: Uuid,
        pub sort_key: String,
    }

    plain!();
}

pub mod client_merge {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "client_merge")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub studio: Uuid,
        pub kept: Uuid,
        pub away: Uuid,
        pub moved: String,
        pub at: i64,
        pub undone_at: Option<i64>,
    }

    plain!();
}

pub mod design {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "design")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub studio: Uuid,
        pub client: Uuid,
        pub name: String,
        pub position: i64,
        pub revision: i64,
        pub created_at: i64,
        pub edited_at: i64,
    }

    plain!();
}

pub mod design_step {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "design_step")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub design: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub label: String,
        pub document: String,
        pub document_hash: Vec<u8>,
        pub at: i64,
        pub actor_kind: String,
        pub actor: Option<Uuid>,
    }

    plain!();
}

pub mod design_version {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "design_version")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub studio: Uuid,
        pub client: Uuid,
        pub design: Uuid,
        pub name: String,
        pub document: String,
        pub document_hash: Vec<u8>,
        pub created_at: i64,
        pub presented_at: Option<i64>,
        pub approved_at: Option<i64>,
        pub note: String,
        pub actor_kind: String,
        pub actor: Option<Uuid>,
    }

    plain!();
}

pub mod private_link {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "private_link")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub studio: Uuid,
        pub client: Uuid,
        pub token_hash: Vec<u8>,
        pub created_at: i64,
        pub ends_at: i64,
        pub revoked_at: Option<i64>,
        pub opened: i64,
        pub last_opened_at: Option<i64>,
    }

    plain!();
}

pub mod private_link_version {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "private_link_version")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub link: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: Uuid,
    }

    plain!();
}

pub mod comment {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "comment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub studio: Uuid,
        pub client: Uuid,
        pub version: Uuid,
        pub text: String,
        pub at: i64,
        pub actor_kind: String,
        pub actor: Option<Uuid>,
        pub asks_change: i64,
    }

    plain!();
}

pub mod approval {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "approval")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub studio: Uuid,
        pub client: Uuid,
        pub version: Uuid,
        pub document_hash: Vec<u8>,
        pub words: String,
        pub signed_name: String,
        pub at: i64,
        pub actor_kind: String,
        pub actor: Option<Uuid>,
    }

    plain!();
}
