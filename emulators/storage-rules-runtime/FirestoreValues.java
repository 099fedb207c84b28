package bourse.storagerules;

import com.google.firebase.rules.runtime.v1.ExpressionListValue;
import com.google.firebase.rules.runtime.v1.ExpressionMapValue;
import com.google.firebase.rules.runtime.v1.ExpressionPathSegmentValue;
import com.google.firebase.rules.runtime.v1.ExpressionPathValue;
import com.google.firebase.rules.runtime.v1.ExpressionValue;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import com.google.protobuf.NullValue;
import com.google.protobuf.Timestamp;
import com.google.type.LatLng;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** Firestore's REST documents as values of the rules language. */
final class FirestoreValues {
  static final ExpressionValue NULL = ExpressionValue.newBuilder().setNullValue(NullValue.NULL_VALUE).build();

  private FirestoreValues() {}

  /** A document as rules see it: its fields under {@code data}, and its name and id. */
  static ExpressionValue resource(JsonObject document) {
    String name = document.get("name").getAsString();
    ExpressionMapValue.Builder resource =
        ExpressionMapValue.newBuilder()
            .putFields("data", map(document.getAsJsonObject("fields")))
            .putFields("id", text(name.substring(name.lastIndexOf('/') + 1)))
            .putFields("__name__", path(name));
    return ExpressionValue.newBuilder().setMapValue(resource).build();
  }

  private static ExpressionValue map(JsonObject fields) {
    ExpressionMapValue.Builder map = ExpressionMapValue.newBuilder();
    if (fields != null) { // The REST form leaves out what is empty.
      fields.entrySet().forEach(field -> map.putFields(field.getKey(), value(field.getValue())));
    }
    return ExpressionValue.newBuilder().setMapValue(map).build();
  }

  private static ExpressionValue value(JsonElement element) {
    Map.Entry<String, JsonElement> field = element.getAsJsonObject().entrySet().iterator().next();
    JsonElement json = field.getValue();
    ExpressionValue.Builder value = ExpressionValue.newBuilder();
    return switch (field.getKey()) {
      case "nullValue" -> NULL;
      case "booleanValue" -> value.setBoolValue(json.getAsBoolean()).build();
      case "integerValue" -> value.setIntValue(json.getAsLong()).build();
      case "doubleValue" -> value.setFloatValue(json.getAsDouble()).build();
      case "stringValue" -> text(json.getAsString());
      case "timestampValue" -> value.setTimestampValue(timestamp(json.getAsString())).build();
      case "bytesValue" ->
          value.setBytesValue(ByteString.copyFrom(Base64.getDecoder().decode(json.getAsString()))).build();
      case "referenceValue" -> path(json.getAsString());
      case "geoPointValue" -> value.setLatlngValue(place(json.getAsJsonObject())).build();
      case "arrayValue" -> list(json.getAsJsonObject());
      case "mapValue" -> map(json.getAsJsonObject().getAsJsonObject("fields"));
      default -> throw new IllegalArgumentException("unknown kind of Firestore value: " + field.getKey());
    };
  }

  private static ExpressionValue text(String text) {
    return ExpressionValue.newBuilder().setStringValue(text).build();
  }

  private static ExpressionValue list(JsonObject array) {
    ExpressionListValue.Builder list = ExpressionListValue.newBuilder();
    if (array.has("values")) {
      array.getAsJsonArray("values").forEach(element -> list.addValues(value(element)));
    }
    return ExpressionValue.newBuilder().setListValue(list).build();
  }

  /** {@code projects/p/databases/d/documents/…} is {@code /databases/d/documents/…} in rules. */
  private static ExpressionValue path(String name) {
    ExpressionPathValue.Builder path = ExpressionPathValue.newBuilder();
    for (String segment : name.substring(name.indexOf("databases/")).split("/")) {
      path.addSegments(ExpressionPathSegmentValue.newBuilder().setSimple(segment));
    }
    return ExpressionValue.newBuilder().setPathValue(path).build();
  }

  private static Timestamp timestamp(String text) {
    Instant instant = Instant.parse(text);
    return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).setNanos(instant.getNano()).build();
  }

  private static LatLng place(JsonObject point) {
    LatLng.Builder place = LatLng.newBuilder();
    if (point.has("latitude")) {
      place.setLatitude(point.get("latitude").getAsDouble());
    }
    if (point.has("longitude")) {
      place.setLongitude(point.get("longitude").getAsDouble());
    }
    return place.build();
  }
}
