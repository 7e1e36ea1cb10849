//! How an object is encrypted: under a key of its own, which the studio key wraps. Nothing here reads or writes anything.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroize;

use crate::error::{Result, StorageError};
use crate::key::Key;
use crate::random;

/// What an object file begins with.
const MAGIC: &[u8; 8] = b"PTLOBJ1\n";
const NONCE: usize = 24;
const TAG: usize = 16;
/// Bytes of an object file beyond those of what is in it.
pub(crate) const OVERHEAD: u64 = (MAGIC.len() + NONCE + TAG) as u64;

/// Which of a photograph's two pictures an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Original,
    Thumbnail,
}

/// What an object belongs to; another object's bytes in its place do not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) studio: Uuid,
    pub(crate) photograph: Uuid,
    pub(crate) kind: Kind,
}

impl Kind {
    fn byte(self) -> u8 {
        match self {
            Self::Original => 1,
            Self::Thumbnail => 2,
        }
    }
}

impl Place {
    fn associated_data(self) -> Vec<u8> {
        let mut data = b"pointil object 1".to_vec();
        data.extend(self.studio.as_bytes());
        data.extend(self.photograph.as_bytes());
        data.push(self.kind.byte());
        data
    }
}

/// The address of a picture: a hash that only the key's holder can make, so nobody else can ask whether a known picture is kept.
pub(crate) fn address(
    key: &Key,
    studio: Uuid,
    client: Uuid,
    kind: Kind,
    bytes: &[u8],
) -> Result<Vec<u8>> {
    let key = derive(key, b"address", studio)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key.0)
        .map_err(|_| StorageError::damaged("the length of a derived key"))?;
    mac.update(client.as_bytes());
    mac.update(&[kind.byte()]);
    mac.update(bytes);
    Ok(mac.finalize().into_bytes().to_vec())
}

/// An object file and the key it is under.
pub(crate) fn seal(place: Place, bytes: &[u8]) -> Result<(Vec<u8>, Key)> {
    let key = Key(random::bytes()?);
    let mut file = MAGIC.to_vec();
    file.extend(encrypt(&key, bytes, &place.associated_data())?);
    Ok((file, key))
}

/// What is in an object file; an error when a bit of it is not as it was written, or it belongs elsewhere.
pub(crate) fn open(place: Place, key: &Key, file: &[u8]) -> Result<Vec<u8>> {
    file.strip_prefix(MAGIC)
        .and_then(|sealed| decrypt(key, sealed, &place.associated_data()))
        .ok_or_else(|| {
            StorageError::damaged(format!("an object of photograph {}", place.photograph))
        })
}

/// A data key under a version of the studio key.
pub(crate) fn wrap(
    studio_key: &Key,
    version: u32,
    studio: Uuid,
    address: &[u8],
    key: &Key,
) -> Result<Vec<u8>> {
    let wrapping = derive(studio_key, b"wrap", studio)?;
    encrypt(&wrapping, &key.0, &wrap_data(version, studio, address))
}

/// A data key out of its wrapping.
pub(crate) fn unwrap(
    studio_key: &Key,
    version: u32,
    studio: Uuid,
    address: &[u8],
    wrapped: &[u8],
) -> Result<Key> {
    let wrapping = derive(studio_key, b"wrap", studio)?;
    let mut bytes =
        decrypt(&wrapping, wrapped, &wrap_data(version, studio, address)).ok_or_else(|| {
            StorageError::damaged(format!(
                "an object's key does not open with version {version} of the studio key"
            ))
        })?;
    let key = <[u8; 32]>::try_from(bytes.as_slice()).map(Key);
    bytes.zeroize();
    key.map_err(|_| StorageError::damaged("the length of an object's key"))
}

fn wrap_data(version: u32, studio: Uuid, address: &[u8]) -> Vec<u8> {
    let mut data = b"pointil key 1".to_vec();
    data.extend(version.to_be_bytes());
    data.extend(studio.as_bytes());
    data.extend(address);
    data
}

/// A key for one purpose in one studio.
fn derive(key: &Key, purpose: &[u8], studio: Uuid) -> Result<Key> {
    let mut derived = Key([0; 32]);
    Hkdf::<Sha256>::new(None, &key.0)
        .expand_multi_info(
            &[b"pointil ", purpose, b" ", studio.as_bytes()],
            &mut derived.0,
        )
        .map_err(|_| StorageError::damaged("the length of a derived key"))?;
    Ok(derived)
}

fn encrypt(key: &Key, bytes: &[u8], associated: &[u8]) -> Result<Vec<u8>> {
    let nonce = random::bytes::<NONCE>()?;
    let payload = Payload {
        msg: bytes,
        aad: associated,
    };
    let sealed = XChaCha20Poly1305::new(&key.0.into())
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| StorageError::field("bytes", "too many to encrypt"))?;
    let mut out = nonce.to_vec();
    out.extend(sealed);
    Ok(out)
}

fn decrypt(key: &Key, sealed: &[u8], associated: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
    let payload = Payload {
        msg: sealed,
        aad: associated,
    };
    XChaCha20Poly1305::new(&key.0.into())
        .decrypt(&XNonce::from(*nonce), payload)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place = Place {
        studio: Uuid::from_u128(1),
        photograph: Uuid::from_u128(2),
        kind: Kind::Original,
    };

    #[test]
    fn what_is_sealed_opens_in_its_place_alone() {
        let (file, key) = seal(PLACE, b"picture").unwrap();
        assert_eq!(file.len() as u64, 7 + OVERHEAD);
        assert_eq!(open(PLACE, &key, &file).unwrap(), b"picture");
        for elsewhere in [
            Place {
                studio: Uuid::from_u128(9),
                ..PLACE
            },
            Place {
                photograph: Uuid::from_u128(9),
                ..PLACE
            },
            Place {
                kind: Kind::Thumbnail,
                ..PLACE
            },
        ] {
            assert!(open(elsewhere, &key, &file).is_err());
        }
        assert!(open(PLACE, &Key([7; 32]), &file).is_err());
    }

    #[test]
    fn no_bit_of_an_object_can_change() {
        let (file, key) = seal(PLACE, b"picture").unwrap();
        for bit in 0..8 * file.len() {
            let mut changed = file.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(open(PLACE, &key, &changed).is_err(), "bit {bit}");
        }
        for length in 0..file.len() {
            assert!(open(PLACE, &key, &file[..length]).is_err());
        }
    }

    #[test]
    fn a_wrapped_key_opens_for_its_studio_address_and_version_alone() {
        let (studio_key, data_key) = (Key([3; 32]), Key([4; 32]));
        let studio = Uuid::from_u128(1);
        let wrapped = wrap(&studio_key, 1, studio, b"address", &data_key).unwrap();
        assert!(unwrap(&studio_key, 1, studio, b"address", &wrapped).unwrap() == data_key);
        assert!(unwrap(&studio_key, 2, studio, b"address", &wrapped).is_err());
        assert!(unwrap(&studio_key, 1, Uuid::from_u128(2), b"address", &wrapped).is_err());
        assert!(unwrap(&studio_key, 1, studio, b"elsewhere", &wrapped).is_err());
        assert!(unwrap(&Key([5; 32]), 1, studio, b"address", &wrapped).is_err());
    }

    #[test]
    fn an_address_tells_studio_client_kind_and_key_apart() {
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let key = Key([3; 32]);
        let addresses = [
            address(&key, one, one, Kind::Original, b"x").unwrap(),
            address(&key, two, one, Kind::Original, b"x").unwrap(),
            address(&key, one, two, Kind::Original, b"x").unwrap(),
            address(&key, one, one, Kind::Thumbnail, b"x").unwrap(),
            address(&key, one, one, Kind::Original, b"y").unwrap(),
            address(&Key([4; 32]), one, one, Kind::Original, b"x").unwrap(),
        ];
        let distinct: std::collections::BTreeSet<_> = addresses.iter().collect();
        assert_eq!(distinct.len(), addresses.len());
        assert_eq!(
            address(&key, one, one, Kind::Original, b"x").unwrap(),
            addresses[0]
        );
    }
}
