//! A mesh in the files other programs read: PLY, OBJ and glTF.

use core::fmt::Write;
use std::collections::BTreeMap;

use gltf_json::accessor::{ComponentType, GenericComponentType, Type};
use gltf_json::buffer::{Target, View};
use gltf_json::mesh::{Mode, Primitive, Semantic};
use gltf_json::validation::{Checked, USize64};
use gltf_json::{Accessor, Asset, Buffer, Extras, Index, Mesh, Node, Root, Scene, Value};

use super::TriangleMesh;

/// Why a mesh cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A glTF binary counts its bytes with 32 bits.
    #[error("the mesh takes {0} bytes as glTF, at most {max} fit; make it coarser", max = u32::MAX)]
    TooLarge(usize),
    /// The description of the mesh cannot be written.
    #[error("the mesh's glTF description cannot be written: {0}")]
    Description(String),
}

impl TriangleMesh {
    /// The mesh as binary little-endian PLY: positions and normals as `float`, in millimetres in the head frame.
    pub fn to_ply(&self) -> Vec<u8> {
        let mut bytes = format!(
            "ply\nformat binary_little_endian 1.0\ncomment millimetres; x the subject's left, y up, z forward\n\
             element vertex {}\nproperty float x\nproperty float y\nproperty float z\n\
             property float nx\nproperty float ny\nproperty float nz\n\
             element face {}\nproperty list uchar uint vertex_indices\nend_header\n",
            self.positions.len(),
            self.triangles.len()
        )
        .into_bytes();
        for (position, normal) in self.positions.iter().zip(&self.normals) {
            put(&mut bytes, position.to_vec().as_vec3().to_array());
            put(&mut bytes, normal.to_vec().as_vec3().to_array());
        }
        for triangle in &self.triangles {
            bytes.push(3);
            bytes.extend(triangle.iter().flat_map(|i| i.to_le_bytes()));
        }
        bytes
    }

    /// The mesh as Wavefront OBJ, in millimetres in the head frame, to a tenth of a micrometre.
    pub fn to_obj(&self) -> String {
        let mut text = String::from("# millimetres; x the subject's left, y up, z forward\n");
        // Writing to a string cannot fail.
        for p in &self.positions {
            let _ = writeln!(text, "v {:.4} {:.4} {:.4}", p.left(), p.up(), p.forward());
        }
        for n in self.normals.iter().map(|n| n.to_vec()) {
            let _ = writeln!(text, "vn {:.4} {:.4} {:.4}", n.x, n.y, n.z);
        }
        for [a, b, c] in self.triangles.iter().map(|t| t.map(|i| i + 1)) {
            let _ = writeln!(text, "f {a}//{a} {b}//{b} {c}//{c}");
        }
        text
    }

    /// The mesh as binary glTF 2.0 (`.glb`): one mesh named `name`, in metres as glTF has it, y up and facing +z.
    ///
    /// # Errors
    /// More than four gigabytes.
    pub fn to_glb(&self, name: &str) -> Result<Vec<u8>, ExportError> {
        let vertices = self.positions.len();
        let (indices_start, normals_start) = (24 * vertices, 12 * vertices);
        let mut data = Vec::with_capacity(indices_start + 12 * self.triangles.len());
        for position in &self.positions {
            put(&mut data, (position.to_vec() * 1e-3).as_vec3().to_array());
        }
        for normal in &self.normals {
            put(&mut data, normal.to_vec().as_vec3().to_array());
        }
        data.extend(
            self.triangles
                .iter()
                .flatten()
                .flat_map(|i| i.to_le_bytes()),
        );
        let mut root = Root {
            asset: Asset {
                generator: Some(String::from("Pointil")),
                ..Asset::default()
            },
            ..Root::default()
        };
        let buffer = root.push(Buffer {
            byte_length: USize64::from(data.len()),
            name: None,
            uri: None,
            extensions: None,
            extras: Extras::default(),
        });
        let mut views = [
            (0, normals_start, Target::ArrayBuffer),
            (normals_start, indices_start, Target::ArrayBuffer),
            (indices_start, data.len(), Target::ElementArrayBuffer),
        ]
        .map(|(start, end, target)| root.push(view(buffer, start, end, target)))
        .into_iter();
        let mut next =
            |count: usize, component, kind| accessor(views.next(), count, component, kind);
        let mut positions = next(vertices, ComponentType::F32, Type::Vec3);
        (positions.min, positions.max) = self.bounds_in_metres();
        let normals = next(vertices, ComponentType::F32, Type::Vec3);
        let indices = next(3 * self.triangles.len(), ComponentType::U32, Type::Scalar);
        describe(&mut root, name, positions, normals, indices);
        container(&root, &data)
    }

    /// The least and greatest coordinates, in metres as they stand in the buffer.
    fn bounds_in_metres(&self) -> (Option<Value>, Option<Value>) {
        let list = |p: crate::Point| Value::from((p.to_vec() * 1e-3).as_vec3().to_array().to_vec());
        self.bounds()
            .map(|(low, high)| (list(low), list(high)))
            .unzip()
    }
}

fn put(bytes: &mut Vec<u8>, values: [f32; 3]) {
    bytes.extend(values.iter().flat_map(|x| x.to_le_bytes()));
}

fn view(buffer: Index<Buffer>, start: usize, end: usize, target: Target) -> View {
    View {
        buffer,
        byte_length: USize64::from(end - start),
        byte_offset: Some(USize64::from(start)),
        byte_stride: None,
        name: None,
        target: Some(Checked::Valid(target)),
        extensions: None,
        extras: Extras::default(),
    }
}

fn accessor(
    view: Option<Index<View>>,
    count: usize,
    component: ComponentType,
    kind: Type,
) -> Accessor {
    Accessor {
        buffer_view: view,
        byte_offset: None,
        count: USize64::from(count),
        component_type: Checked::Valid(GenericComponentType(component)),
        type_: Checked::Valid(kind),
        min: None,
        max: None,
        name: None,
        normalized: false,
        sparse: None,
        extensions: None,
        extras: Extras::default(),
    }
}

/// Adds the mesh and a scene that shows it.
fn describe(
    root: &mut Root,
    name: &str,
    positions: Accessor,
    normals: Accessor,
    indices: Accessor,
) {
    let attributes = BTreeMap::from([
        (Checked::Valid(Semantic::Positions), root.push(positions)),
        (Checked::Valid(Semantic::Normals), root.push(normals)),
    ]);
    let primitive = Primitive {
        attributes,
        indices: Some(root.push(indices)),
        material: None,
        mode: Checked::Valid(Mode::Triangles),
        targets: None,
        extensions: None,
        extras: Extras::default(),
    };
    let mesh = root.push(Mesh {
        name: Some(name.to_owned()),
        primitives: vec![primitive],
        weights: None,
        extensions: None,
        extras: Extras::default(),
    });
    let node = root.push(Node {
        mesh: Some(mesh),
        ..Node::default()
    });
    let scene = root.push(Scene {
        name: None,
        nodes: vec![node],
        extensions: None,
        extras: Extras::default(),
    });
    root.scene = Some(scene);
}

/// The binary container: a header, the description, the data.
fn container(root: &Root, data: &[u8]) -> Result<Vec<u8>, ExportError> {
    let mut json = gltf_json::serialize::to_vec(root)
        .map_err(|error| ExportError::Description(error.to_string()))?;
    json.resize(json.len().next_multiple_of(4), b' ');
    let total = 12 + 8 + json.len() + 8 + data.len();
    let length = |bytes: usize| u32::try_from(bytes).map_err(|_| ExportError::TooLarge(total));
    let mut bytes = Vec::with_capacity(total);
    bytes.extend(b"glTF");
    bytes.extend(2_u32.to_le_bytes());
    bytes.extend(length(total)?.to_le_bytes());
    bytes.extend(length(json.len())?.to_le_bytes());
    bytes.extend(b"JSON");
    bytes.extend(json);
    bytes.extend(length(data.len())?.to_le_bytes());
    bytes.extend(b"BIN\0");
    bytes.extend(data);
    Ok(bytes)
}
